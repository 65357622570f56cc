import { type StartedCall, startCall } from '../../tracing/start-call.ts';
import type { Dispatcher } from './guard-answers.ts';

type Handler = Parameters<Dispatcher['dispatch']>[1];

/**
 * Makes a span of every request to an API server, watches included, which last as long as they are open. It stands below
 * whatever looks at the answers, so that it sees what really came.
 */
export function traceRequests(dispatcher: Dispatcher): Dispatcher {
  return dispatcher.compose((dispatch) => (request, handler) => {
    const { origin = '', path, method } = request;
    return dispatch(
      request,
      traceHandler(handler, startCall({ remote: 'kubernetes', method, url: `${origin}${path}` })),
    );
  });
}

/** Every method is handed on by name, because the handler of fetch keeps its state in `this`. */
function traceHandler(handler: Handler, call: StartedCall): Handler {
  let answered = 0;
  return {
    onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
    onRequestUpgrade: (controller, ...upgrade) => handler.onRequestUpgrade?.(controller, ...upgrade),
    onResponseStarted: () => handler.onResponseStarted?.(),
    onBodySent: (chunk) => handler.onBodySent?.(chunk),
    onRequestSent: () => handler.onRequestSent?.(),
    onResponseStart(controller, status, headers, statusMessage) {
      answered = status;
      handler.onResponseStart?.(controller, status, headers, statusMessage);
    },
    onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
    onResponseEnd(controller, trailers) {
      call.answered(answered);
      handler.onResponseEnd?.(controller, trailers);
    },
    onResponseError(controller, error) {
      // Whoever has seen enough of a watch ends it, and that is no failure of the API server.
      if (answered >= 200 && answered < 300 && error.name === 'AbortError') call.answered(answered);
      else call.failed(error);
      handler.onResponseError?.(controller, error);
    },
  };
}
