import { KubeConfig, type RequestContext } from '@kubernetes/client-node';
import { trimEnd } from '../../plain/trim-end.ts';
import type { ClusterConnection } from '../../ports/managed-clusters.ts';

type Dispatcher = Parameters<RequestContext['setDispatcher']>[0];

/**
 * A kubeconfig of one cluster that reads a token before every request, limits the time of every request, and reuses one
 * dispatcher. client-node 2.0 would create a dispatcher, and so a TLS connection, for each request.
 */
export class TokenKubeConfig extends KubeConfig {
  readonly #readToken: () => Promise<string>;
  readonly #requestTimeoutMs: number;
  #dispatcher: Dispatcher | undefined;

  constructor(connection: ClusterConnection, requestTimeoutMs: number) {
    super();
    this.#readToken = connection.readToken;
    this.#requestTimeoutMs = requestTimeoutMs;
    const server = trimEnd(connection.server, '/');
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
    // Watches ignore this signal; they have an idle timeout of their own.
    context.setSignal(AbortSignal.timeout(this.#requestTimeoutMs));
  }

  /** Closes the connections after their requests have ended. */
  async close(): Promise<void> {
    await this.#dispatcher?.close();
  }
}
