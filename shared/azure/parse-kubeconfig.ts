import { parse } from 'yaml';
import { z } from 'zod';
import { aksServerAppId } from '../clusters/aks-server-app-id.ts';
import { KataproofError } from '../errors/kataproof-error.ts';

const kubeconfig = z.object({
  clusters: z
    .array(
      z.object({
        cluster: z.object({
          server: z.url({ protocol: /^https$/ }).refine(isBareOrigin),
          'certificate-authority-data': z.base64(),
          // AKS never sets these. Each would lead elsewhere, or loosen how we look who answers.
          'insecure-skip-tls-verify': z.literal(false).nullish(),
          'proxy-url': z.literal('').nullish(),
          'tls-server-name': z.literal('').nullish(),
        }),
      }),
    )
    .length(1),
  users: z
    .array(
      z.object({
        user: z.object({
          token: z.string().min(1).optional(),
          exec: z
            .object({ command: z.string().regex(/^kubelogin(\.exe)?$/), args: z.array(z.string()).nullish() })
            .optional(),
          'auth-provider': z
            .object({ name: z.literal('azure'), config: z.record(z.string(), z.string()).nullish() })
            .optional(),
          'client-certificate-data': z.string().optional(),
        }),
      }),
    )
    .length(1),
});

function isBareOrigin(server: string): boolean {
  const { username, password, pathname, search, hash } = new URL(server);
  return pathname === '/' && !username && !password && !search && !hash;
}

/** What we use of a kubeconfig. */
export interface ParsedKubeconfig {
  /** https URL. */
  server: string;
  /** Base64 of a PEM certificate. */
  certificateAuthorityData: string;
  /**
   * `entra`: with a token for the AKS server app, and for no other application; `tenantId` is that of the cluster, in small
   * letters, or null where the file names none.
   */
  login: { by: 'entra'; tenantId: string | null } | { by: 'token'; token: string };
}

/**
 * Parses a kubeconfig as AKS gives it: one cluster, one user. On a cluster with Entra ID the user entry names
 * kubelogin, which is not installed where Functions run. On other clusters the user entry holds a token.
 *
 * The kubeconfig does not choose which token a cluster gets. A cluster's owner may have named any application as its
 * server app (the legacy Entra integration), even Azure Resource Manager, and whoever runs that cluster would then hold
 * this app's token for it. Nor does it choose a proxy, a plain connection or another command.
 *
 * Throws ClientCertificateOnly or KubeconfigUnusable; neither quotes the file.
 */
export function parseKubeconfig(text: string): ParsedKubeconfig {
  const parsed = kubeconfig.safeParse(parseYaml(text));
  const cluster = parsed.data?.clusters[0]?.cluster;
  const user = parsed.data?.users[0]?.user;
  if (!cluster || !user) throw unusable(parsed.error?.issues.map(({ path }) => path.join('.')) ?? []);
  const connection = { server: cluster.server, certificateAuthorityData: cluster['certificate-authority-data'] };
  if (user.token) return { ...connection, login: { by: 'token', token: user.token } };
  if (user.exec || user['auth-provider']) {
    if (serverAppsOf(user).some((id) => id.toLowerCase() !== aksServerAppId)) throw foreignApp();
    return { ...connection, login: { by: 'entra', tenantId: tenantOf(user) } };
  }
  if (user['client-certificate-data'])
    throw new KataproofError(
      'ClientCertificateOnly',
      "The cluster's only way to log in is a client certificate with the rights of a cluster administrator, which this app does not use. Turn on Entra ID for it: az aks update --enable-aad --enable-azure-rbac.",
    );
  throw unusable(['users.0.user']);
}

type User = z.infer<typeof kubeconfig>['users'][number]['user'];

/** Every application that the user entry names. */
function serverAppsOf(user: User): string[] {
  const configured = user['auth-provider']?.config?.['apiserver-id'];
  return [...argumentsOf(user, 'server-id'), ...(configured === undefined ? [] : [configured])];
}

/** The tenant that the user entry names. It chooses nothing: a token of another one is not sent, and that is all. */
function tenantOf(user: User): string | null {
  const [named = user['auth-provider']?.config?.['tenant-id']] = argumentsOf(user, 'tenant-id');
  return z.guid().safeParse(named).data?.toLowerCase() ?? null;
}

/** The values of a flag of kubelogin, which takes `--flag value` and `--flag=value`. */
function argumentsOf(user: User, flag: string): string[] {
  const args = user.exec?.args ?? [];
  return args.flatMap((argument, index) => {
    const [name = '', ...value] = argument.split('=');
    if (name !== `--${flag}` && name !== `-${flag}`) return [];
    return [argument.includes('=') ? value.join('=') : (args[index + 1] ?? '')];
  });
}

function foreignApp(): KataproofError {
  return new KataproofError(
    'KubeconfigUnusable',
    `The cluster's kubeconfig asks for tokens of another application than AKS's own (${aksServerAppId}), and this app gives a cluster no such token. If the cluster has the legacy Entra integration, move it to the one that AKS manages: az aks update --enable-aad.`,
  );
}

function unusable(fields: string[]): KataproofError {
  const where = fields.length > 0 ? ` (look at ${[...new Set(fields)].join(', ')})` : '';
  return new KataproofError(
    'KubeconfigUnusable',
    `The cluster's kubeconfig is not as AKS writes it: an https server, its certificate authority and one way to log in, by kubelogin or token, without proxy${where}.`,
  );
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return null;
  }
}
