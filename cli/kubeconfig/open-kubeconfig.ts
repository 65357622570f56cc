import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { getCACertificates } from 'node:tls';
import { KataproofError } from '../../shared/errors/kataproof-error.ts';
import { asRecord } from '../../shared/plain/as-record.ts';
import { isHeaderWord } from '../../shared/plain/is-header-word.ts';
import type { ClusterConnection, ClusterConnections } from '../../shared/ports/managed-clusters.ts';
import type { ChosenContext } from './choose-context.ts';
import { type ClusterInfo, type PluginCredential, runExecPlugin } from './run-exec-plugin.ts';

/**
 * Opens the connection that a context of a kubeconfig describes. The file is the caller's own, so it may choose the way to
 * log in; what it may not do is to leave open who answers. Throws KubeconfigUnusable.
 */
export function openKubeconfig(context: ChosenContext): ClusterConnections {
  refuseUnsafe(context);
  const { cluster, user } = context;
  const certificateAuthorityData = base64Of(cluster.folder, cluster, 'certificate-authority') ?? trustedHere();
  const where: Omit<ClusterConnection, keyof Login> = {
    ...{ server: cluster.server, reach: 'kubeconfig', certificateAuthorityData },
    ...(cluster['tls-server-name'] && { tlsServerName: cluster['tls-server-name'] }),
    ...(cluster['proxy-url'] && { proxyUrl: cluster['proxy-url'] }),
  };
  const { exec } = user;
  // A token that stands there goes before that of a plugin, as for client-go.
  if (!exec || user.token || user.tokenFile) return { openConnection: async () => ({ ...where, ...logIn(context) }) };
  const info: ClusterInfo = {
    ...{ server: cluster.server, 'certificate-authority-data': certificateAuthorityData },
    ...(cluster['tls-server-name'] && { 'tls-server-name': cluster['tls-server-name'] }),
    ...(cluster['proxy-url'] && { 'proxy-url': cluster['proxy-url'] }),
  };
  return {
    openConnection: async () => ({ ...where, ...(await logInByPlugin(() => runExecPlugin(exec, user.folder, info))) }),
  };
}

type Login = Pick<ClusterConnection, 'readToken' | 'clientCertificate'>;

const proxySchemes = /^(https?|socks(4a?|5h?)?):$/;

const impersonations = ['as', 'as-uid', 'as-groups', 'as-user-extra'] as const;

function refuseUnsafe({ name, cluster, user }: ChosenContext): void {
  const refuse = (why: string) => {
    throw unusable(`Context ${name} ${why}`);
  };
  if (!URL.canParse(cluster.server) || new URL(cluster.server).protocol !== 'https:')
    refuse('leads to a server without https. Anybody on the way could answer in its place.');
  const proxy = cluster['proxy-url'];
  if (proxy && !(URL.canParse(proxy) && proxySchemes.test(new URL(proxy).protocol)))
    refuse('has a proxy-url that is none: it must begin with http://, https:// or socks5://.');
  if (cluster['insecure-skip-tls-verify'])
    refuse(
      'has insecure-skip-tls-verify: whoever answers would be believed, and a proof would be worth nothing. Give it certificate-authority-data.',
    );
  if (user.username)
    refuse('logs in by user name and password, which Kubernetes has given up. Use a token or a certificate.');
  if (user['auth-provider'] != null)
    refuse('logs in by auth-provider, which kubectl has given up: kubelogin convert-kubeconfig mends it.');
  if (impersonations.some((field) => user[field] != null))
    refuse('impersonates somebody, which is not supported here.');
}

function logIn({ name, user }: ChosenContext): Login {
  const certificateData = base64Of(user.folder, user, 'client-certificate');
  const keyData = base64Of(user.folder, user, 'client-key');
  if ((certificateData === null) !== (keyData === null))
    throw unusable(`The user of context ${name} has a certificate without its key, or a key without its certificate.`);
  const clientCertificate = certificateData && keyData ? { clientCertificate: { certificateData, keyData } } : {};
  const { token, tokenFile, folder } = user;
  // Read before each request: whoever mounts it renews it.
  if (tokenFile)
    return {
      ...clientCertificate,
      readToken: async () => asHeader(readBytes(folder, tokenFile).toString().trim(), tokenFile),
    };
  if (!token && !certificateData)
    throw unusable(`The user of context ${name} has neither a token nor a certificate nor a plugin.`);
  const kept = token ? asHeader(token, `the user of context ${name}`) : null;
  return { ...clientCertificate, readToken: async () => kept };
}

/** A token as a header may hold it. Throws KubeconfigUnusable, and quotes nothing of it. */
function asHeader(token: string, where: string): string {
  if (isHeaderWord(token)) return token;
  throw unusable(
    `The token of ${where} is no token: it has line breaks, blanks or other signs that no header may hold.`,
  );
}

/** Renewed this long before it expires, so that it does not expire during a request. */
const renewBeforeMs = 60_000;

/** A certificate lasts as long as the connection; a token is asked for again when it expires. */
async function logInByPlugin(ask: () => Promise<PluginCredential>): Promise<Login> {
  let kept = await ask();
  const { clientCertificateData: certificate, clientKeyData: key } = kept;
  const base64 = (pem: string) => Buffer.from(pem).toString('base64');
  const pair = certificate && key ? { certificateData: base64(certificate), keyData: base64(key) } : null;
  return {
    ...(pair && { clientCertificate: pair }),
    async readToken() {
      const { expirationTimestamp: expires, token } = kept;
      if (token && expires && Date.parse(expires) - renewBeforeMs <= Date.now()) kept = await ask();
      return kept.token ? asHeader(kept.token, 'the plugin') : null;
    },
  };
}

/** What a file or the kubeconfig itself holds, as base64; null for neither. The data counts, as for client-go. */
function base64Of<Key extends string>(
  folder: string,
  entry: { [key in Key | `${Key}-data`]?: string | null | undefined },
  key: Key,
): string | null {
  const path = entry[key];
  const inline = entry[`${key}-data`];
  return inline ?? (path ? readBytes(folder, path).toString('base64') : null);
}

function readBytes(folder: string, path: string): Buffer {
  try {
    return readFileSync(resolve(folder, path));
  } catch (error) {
    throw unusable(`${path}, which the kubeconfig names, cannot be read (${String(asRecord(error)['code'])}).`);
  }
}

/** The authorities that this machine trusts, NODE_EXTRA_CA_CERTS among them. */
function trustedHere(): string {
  return Buffer.from(getCACertificates('default').join('\n')).toString('base64');
}

function unusable(message: string): KataproofError {
  return new KataproofError('KubeconfigUnusable', message);
}
