import type { RequestContext } from '@kubernetes/client-node';
import type { Dispatcher } from './guard-answers.ts';

type Handler = Parameters<Dispatcher['dispatch']>[1];
type Controller = Parameters<NonNullable<Handler['onRequestStart']>>[0];
export type AnswerHeaders = Parameters<NonNullable<Handler['onResponseStart']>>[2];

/** What becomes of a request. `end` is called once: with null after the whole answer, otherwise with what went wrong. */
interface Listener {
  answered(status: number, headers: AnswerHeaders): void;
  data(chunk: Buffer): void;
  end(error: Error | null): void;
}

/**
 * Sends a request by its own dispatcher until `signal` is aborted. fetch, which client-node sends by, makes streams,
 * headers and signals of the web of every request, which costs more than all the rest of a call.
 */
export function dispatchRequest(request: RequestContext, signal: AbortSignal | undefined, listener: Listener): void {
  const dispatcher = request.getDispatcher();
  // Without the dispatcher of the connection, nothing would look at the answer.
  if (!dispatcher) throw new Error(`${request.getUrl()} has no dispatcher.`);
  let controller: Controller | null = null;
  let ended = false;
  const end = (error: Error | null) => {
    if (ended) return;
    ended = true;
    signal?.removeEventListener('abort', abort);
    listener.end(error);
  };
  // A request that waits for a connection has no controller yet, and whoever waits for it is told at once all the same.
  const abort = () => {
    controller?.abort(signal?.reason);
    end(signal?.reason);
  };
  if (signal?.aborted) {
    abort();
    return;
  }
  signal?.addEventListener('abort', abort);
  const { origin, pathname, search } = new URL(request.getUrl());
  const body = request.getBody();
  const sent = {
    ...{ origin, path: `${pathname}${search}`, method: String(request.getHttpMethod()), headers: request.getHeaders() },
    body: body === undefined ? null : String(body),
    // A deletion has a body, after which undici would close the connection; an API server goes on behind it.
    reset: false,
  };
  dispatcher.dispatch(sent, {
    onRequestStart(started) {
      controller = started;
      if (ended) started.abort(signal?.reason ?? new DOMException('Nobody waits for it.', 'AbortError'));
    },
    onResponseStart(_, status, headers) {
      if (!ended) listener.answered(status, headers);
    },
    onResponseData(_, chunk) {
      if (!ended) listener.data(chunk);
    },
    onResponseEnd: () => end(null),
    onResponseError: (_, error) => end(error),
  });
}
