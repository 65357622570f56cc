import { parse } from 'yaml';
import { z } from 'zod';
import { KataproofError } from '../errors/kataproof-error.ts';

/** Application id of the AKS server app in Entra, whose tokens API servers take (AKS docs, "kubelogin authentication"). */
const aksServerAppId = '6dae42f8-4368-4678-94ff-3960e28e3630';

const kubeconfig = z.object({
  'current-context': z.string().optional(),
  clusters: z
    .array(
      z.object({
        cluster: z.object({ server: z.url({ protocol: /^https$/ }), 'certificate-authority-data': z.base64() }),
      }),
    )
    .min(1),
  users: z
    .array(
      z.object({
        user: z.object({
          token: z.string().min(1).optional(),
          exec: z.object({ args: z.array(z.string()).nullish() }).optional(),
          'auth-provider': z.object({ config: z.record(z.string(), z.string()).nullish() }).optional(),
          'client-certificate-data': z.string().optional(),
        }),
      }),
    )
    .min(1),
});

export interface ParsedKubeconfig {
  /** https URL. */
  server: string;
  /** Base64 of the PEM. */
  certificateAuthorityData: string;
  login: { by: 'entra'; serverAppId: string } | { by: 'token'; token: string };
}

/**
 * Reads a kubeconfig as AKS hands it out: one cluster, one user. On an Entra cluster the user says how to get a token
 * (kubelogin, which no Functions sandbox has: only the id of the server app is read); elsewhere it holds one. Throws
 * ClientCertificateOnly or KubeconfigUnusable, which never quote the file.
 */
export function parseKubeconfig(text: string): ParsedKubeconfig {
  const parsed = kubeconfig.safeParse(parseYaml(text));
  const cluster = parsed.data?.clusters[0]?.cluster;
  const user = parsed.data?.users[0]?.user;
  if (!cluster || !user) throw unusable(parsed.error?.issues.map(({ path }) => path.join('.')) ?? []);
  const connection = { server: cluster.server, certificateAuthorityData: cluster['certificate-authority-data'] };
  if (user.token) return { ...connection, login: { by: 'token', token: user.token } };
  if (user.exec || user['auth-provider'])
    return { ...connection, login: { by: 'entra', serverAppId: serverAppIdOf(user) ?? aksServerAppId } };
  if (user['client-certificate-data'])
    throw new KataproofError(
      'ClientCertificateOnly',
      "The cluster's only way to log in is a client certificate with the rights of a cluster administrator, which this app does not use. Turn on Entra ID for it: az aks update --enable-aad --enable-azure-rbac.",
    );
  throw unusable(['users.0.user']);
}

type User = z.infer<typeof kubeconfig>['users'][number]['user'];

/** A cluster of the old Entra integration has a server app of its own. */
function serverAppIdOf(user: User): string | undefined {
  const args = user.exec?.args ?? [];
  const named = args[args.indexOf('--server-id') + 1];
  const id = args.includes('--server-id') ? named : user['auth-provider']?.config?.['apiserver-id'];
  return z.guid().safeParse(id).success ? id : undefined;
}

function unusable(fields: string[]): KataproofError {
  const where = fields.length > 0 ? ` (look at ${[...new Set(fields)].join(', ')})` : '';
  return new KataproofError(
    'KubeconfigUnusable',
    `The cluster's kubeconfig names no https server, certificate authority or way to log in${where}.`,
  );
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return null;
  }
}
