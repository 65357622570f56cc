import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, request as send } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { parse } from 'yaml';
import { createCertificateAuthority } from '../../../emulator/http/certificate-authority.ts';

interface Kubeconfig {
  clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
  users: { user: { token: string } }[];
}

/** The only name in the certificate of a guarded server. */
export const guardedName = 'api.guarded.test';

/**
 * An API server before that of a kubeconfig, which lets nobody in but by a client certificate of its own authority, and is
 * called differently from its address.
 */
export async function startGuardedApiServer(kubeconfig: string) {
  const { clusters, users } = parse(readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
  const cluster = clusters[0]?.cluster;
  const token = users[0]?.user.token;
  if (!cluster || !token) throw new Error(`${kubeconfig} names no cluster or no token.`);
  const authority = await createCertificateAuthority('guard');
  const clients = await createCertificateAuthority('clients');
  const { certPem: cert, keyPem: key } = await authority.issue([guardedName]);
  const client = await clients.issue(['somebody'], 'clientAuth');
  /** What came as `Authorization`: nothing, where a certificate is all that shows who asks. */
  const authorizations: (string | undefined)[] = [];
  let forbidden: RegExp | null = null;
  const ca = Buffer.from(cluster['certificate-authority-data'], 'base64').toString();
  const options = { cert, key, ca: clients.certificatePem, requestCert: true, rejectUnauthorized: true };
  const server = createServer(options, (incoming, response) => {
    const { method, url = '/', headers } = incoming;
    authorizations.push(headers.authorization);
    if (forbidden?.test(url)) {
      const message = `nodes is forbidden: User "somebody" cannot list resource "nodes" in API group "" at the cluster scope`;
      const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Forbidden', code: 403, message };
      response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify(status));
      return;
    }
    const onward = send(new URL(url, cluster.server), {
      ...{ method, ca, agent: false },
      headers: { ...headers, host: new URL(cluster.server).host, authorization: `Bearer ${token}` },
    });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  const port = await listen(server);
  const base64 = (pem: string) => Buffer.from(pem).toString('base64');
  return {
    server: `https://127.0.0.1:${port}`,
    certificateAuthorityData: base64(authority.certificatePem),
    client,
    authorizations,
    /** From now on what has such a path is refused as by RBAC; null for nothing. */
    forbid: (path: RegExp | null) => {
      forbidden = path;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A proxy as `proxy-url` names it; `asked` has the host and port of each tunnel. */
export async function startConnectProxy() {
  const asked: string[] = [];
  const proxy = createHttpServer((_request, response) => response.writeHead(405).end());
  proxy.on('connect', (request, near, head) => {
    asked.push(String(request.url));
    const { hostname, port } = new URL(`tcp://${request.url}`);
    const far = connect(Number(port), hostname, () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n');
      far.write(head);
      far.pipe(near).pipe(far);
    });
    for (const [one, other] of [[near, far] as const, [far, near] as const]) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  const port = await listen(proxy);
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    stop: async () => {
      proxy.closeAllConnections();
      proxy.close();
    },
  };
}

async function listen(server: ReturnType<typeof createHttpServer> | ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
