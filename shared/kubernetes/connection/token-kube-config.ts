import { KubeConfig, type RequestContext } from '@kubernetes/client-node';
import type { ClusterConnection } from '../../ports/managed-clusters.ts';

type Dispatcher = Parameters<RequestContext['setDispatcher']>[0];

/**
 * A kubeconfig of one cluster that asks for its token before every request, bounds every request in time, and keeps
 * one dispatcher: client-node 2.0 makes a new one per request, and with it a new TLS connection.
 */
export class TokenKubeConfig extends KubeConfig {
  readonly #readToken: () => Promise<string>;
  readonly #requestTimeoutMs: number;
  #dispatcher: Dispatcher | undefined;

  constructor(connection: ClusterConnection, requestTimeoutMs: number) {
    super();
    this.#readToken = connection.readToken;
    this.#requestTimeoutMs = requestTimeoutMs;
    const server = connection.server.replace(/\/+$/, '');
    this.loadFromOptions({
      clusters: [{ name: 'cluster', server, caData: connection.certificateAuthorityData, skipTLSVerify: false }],
      users: [{ name: 'app' }],
      contexts: [{ name: 'context', cluster: 'cluster', user: 'app' }],
      currentContext: 'context',
    });
  }

  override async applySecurityAuthentication(context: RequestContext): Promise<void> {
    if (this.#dispatcher) context.setDispatcher(this.#dispatcher);
    else {
      await super.applySecurityAuthentication(context);
      this.#dispatcher = context.getDispatcher();
    }
    context.setHeaderParam('Authorization', `Bearer ${await this.#readToken()}`);
    // Watches ignore this signal; they have their own idle timeout.
    context.setSignal(AbortSignal.timeout(this.#requestTimeoutMs));
  }

  /** Lets the connections go once their requests have ended. */
  async close(): Promise<void> {
    await this.#dispatcher?.close();
  }
}
