import { createSecureContext, type SecureContext } from 'node:tls';
import { createConfiguration, KubeConfig, type RequestContext, ServerConfiguration } from '@kubernetes/client-node';
import type { ClusterLimits } from '../../outbound/limits.ts';
import { trimEnd } from '../../plain/trim-end.ts';
import type { ClusterConnection } from '../../ports/managed-clusters.ts';
import { requestSignal } from './call-budget.ts';
import { createCheckedFetch } from './checked-fetch.ts';
import { type Dispatcher, guardAnswers } from './guard-answers.ts';
import { traceRequests } from './trace-requests.ts';

/**
 * A kubeconfig of one cluster that reads a token before every request, limits time and bytes of every answer, follows no
 * redirect, and reuses its dispatchers. client-node 2.0 would create a dispatcher, and so a TLS connection, for each
 * request.
 */
export class TokenKubeConfig extends KubeConfig {
  readonly #readToken: ClusterConnection['readToken'];
  readonly #limits: Pick<ClusterLimits, 'requestTimeoutMs' | 'answerBytes'>;
  readonly #server: string;
  /**
   * A watch that is ended takes its HTTP/1.1 connection along, and undici dials another in that one's place, however many are
   * free: requests would wait for it.
   */
  readonly #dispatchers = new Map<'requests' | 'watches', Dispatcher>();
  #secureContext: SecureContext | undefined;

  constructor(connection: ClusterConnection, limits: Pick<ClusterLimits, 'requestTimeoutMs' | 'answerBytes'>) {
    super();
    this.#readToken = connection.readToken;
    this.#limits = limits;
    const server = trimEnd(connection.server, '/');
    this.#server = server;
    const { certificateAuthorityData: caData, clientCertificate, tlsServerName, proxyUrl } = connection;
    const way = {
      caData,
      skipTLSVerify: false,
      ...(tlsServerName && { tlsServerName }),
      ...(proxyUrl && { proxyUrl }),
    };
    const login = clientCertificate && {
      certData: clientCertificate.certificateData,
      keyData: clientCertificate.keyData,
    };
    this.loadFromOptions({
      clusters: [{ name: 'cluster', server, ...way }],
      users: [{ name: 'app', ...login }],
      contexts: [{ name: 'context', cluster: 'cluster', user: 'app' }],
      currentContext: 'context',
    });
  }

  override async applySecurityAuthentication(context: RequestContext): Promise<void> {
    context.setDispatcher(await this.#openDispatcher(context));
    const token = await this.#readToken();
    if (token !== null) context.setHeaderParam('Authorization', `Bearer ${token}`);
    context.setHeaderParam('Accept-Encoding', 'identity');
    context.setHeaderParam('User-Agent', 'kataproof');
    // Watches ignore this signal; they have an idle timeout of their own.
    context.setSignal(requestSignal(this.#limits.requestTimeoutMs));
  }

  async #openDispatcher(context: RequestContext): Promise<Dispatcher> {
    const use = new URL(context.getUrl()).searchParams.has('watch') ? 'watches' : 'requests';
    const opened = this.#dispatchers.get(use);
    if (opened) return opened;
    await super.applySecurityAuthentication(context);
    const made = context.getDispatcher();
    // Without a dispatcher of our own, nothing would look at the answers.
    if (!made) throw new Error('The Kubernetes client made no dispatcher.');
    const dispatcher = this.#dispatchers.get(use) ?? guardAnswers(traceRequests(made), this.#limits.answerBytes);
    this.#dispatchers.set(use, dispatcher);
    return dispatcher;
  }

  /** As KubeConfig does it, but certificates are read once, and not for each connection. */
  override createDispatcherOptions(
    ...asked: Parameters<KubeConfig['createDispatcherOptions']>
  ): ReturnType<KubeConfig['createDispatcherOptions']> {
    const options = super.createDispatcherOptions(...asked);
    const toServer = 'requestTls' in options ? options.requestTls : 'connect' in options ? options.connect : {};
    this.#secureContext ??= createSecureContext(toServer);
    Object.assign(toServer, { secureContext: this.#secureContext });
    return options;
  }

  /** As KubeConfig does it, but answers are checked. */
  override makeApiClient: KubeConfig['makeApiClient'] = (client) =>
    new client(
      createConfiguration({
        baseServer: new ServerConfiguration(this.#server, {}),
        authMethods: { default: this },
        httpApi: createCheckedFetch(trimEnd(new URL(this.#server).pathname, '/')),
      }),
    );

  /** Closes the connections after their requests have ended. */
  async close(): Promise<void> {
    await Promise.all([...this.#dispatchers.values()].map((dispatcher) => dispatcher.close()));
  }
}
