import { parse } from 'yaml';
import { z } from 'zod';
import { KataproofError } from '../errors/kataproof-error.ts';

/**
 * Application id of the AKS server app in Entra, whose tokens API servers accept (AKS docs, "kubelogin
 * authentication").
 */
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

/** What we use of a kubeconfig. */
export interface ParsedKubeconfig {
  /** https URL. */
  server: string;
  /** Base64 of a PEM certificate. */
  certificateAuthorityData: string;
  login: { by: 'entra'; serverAppId: string } | { by: 'token'; token: string };
}

/**
 * Parses a kubeconfig as AKS gives it: one cluster, one user. On a cluster with Entra ID the user entry names
 * kubelogin, which is not installed where Functions run, so only the id of the server app is read from it. On other
 * clusters the user entry holds a token. Throws ClientCertificateOnly or KubeconfigUnusable; neither quotes the file.
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

/** A cluster with the legacy Entra integration has its own server app. */
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
