import type { RequestContext } from '@kubernetes/client-node';
import { KataproofError } from '../../errors/kataproof-error.ts';
import { followStep, spendBytes } from './call-budget.ts';

export type Dispatcher = NonNullable<ReturnType<RequestContext['getDispatcher']>>;
type Handler = Parameters<Dispatcher['dispatch']>[1];
type Headers = Parameters<NonNullable<Handler['onResponseStart']>>[2];

/**
 * Looks at every answer before client-node does, for an API server, or what speaks in its place, is not trusted:
 *
 * - No redirect is followed. It would take the request and its body to another address, even over plain http, and what
 *   answers there is not the cluster.
 * - An answer has at most `answerBytes`, and all answers of one step have a budget together. Nothing compressed is taken,
 *   so that the bytes that come are the bytes that are kept.
 * - A success is JSON (a log may be text). A page of a proxy or a portal is none.
 *
 * The request fails with RedirectRefused, AnswerTooLarge or MalformedAnswer, and its connection is closed; of HTTP/2, its stream.
 */
export function guardAnswers(dispatcher: Dispatcher, answerBytes: number): Dispatcher {
  return dispatcher.compose(
    (dispatch) => (request, handler) => dispatch(request, guardHandler(handler, request.path, answerBytes)),
  );
}

/** Every method is handed on by name, because the handler of fetch keeps its state in `this`. */
function guardHandler(handler: Handler, path: string, answerBytes: number): Handler {
  const spend = spendBytes();
  const onStepEnd = followStep();
  let left = answerBytes;
  let forgetEnd = () => {};
  return {
    onRequestStart(controller, context) {
      forgetEnd();
      forgetEnd = onStepEnd((reason) => controller.abort(reason));
      if (!controller.aborted) handler.onRequestStart?.(controller, context);
    },
    onRequestUpgrade: (controller, ...upgrade) => handler.onRequestUpgrade?.(controller, ...upgrade),
    onResponseStarted: () => handler.onResponseStarted?.(),
    onBodySent: (chunk) => handler.onBodySent?.(chunk),
    onRequestSent: () => handler.onRequestSent?.(),
    onResponseStart(controller, status, headers, statusMessage) {
      const refusal = refuseAnswer(path, status, headers, answerBytes);
      if (refusal) controller.abort(refusal);
      else handler.onResponseStart?.(controller, status, headers, statusMessage);
    },
    onResponseData(controller, chunk) {
      left -= chunk.length;
      if (left < 0) controller.abort(tooLarge(path, answerBytes));
      else if (!spend(chunk.length)) controller.abort(tooLargeTogether());
      else handler.onResponseData?.(controller, chunk);
    },
    onResponseEnd(controller, trailers) {
      forgetEnd();
      handler.onResponseEnd?.(controller, trailers);
    },
    onResponseError(controller, error) {
      forgetEnd();
      handler.onResponseError?.(controller, error);
    },
  };
}

function refuseAnswer(path: string, status: number, headers: Headers, answerBytes: number): KataproofError | null {
  if (status >= 300 && status < 400)
    return new KataproofError(
      'RedirectRefused',
      `The API server, or a proxy before it, answered ${status} to ${bare(path)}: it sends us to another address. Redirects are not followed.`,
    );
  if (Number(headers['content-length']) > answerBytes) return tooLarge(path, answerBytes);
  const encoding = String(headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding !== 'identity') return malformed(path, status, 'compressed, though that was not asked for');
  const type = mediaType(headers);
  if (status < 200 || status >= 300 || isJson(type) || (isLog(path) && type === 'text/plain')) return null;
  return malformed(path, status, `with ${type ?? 'no content type'} and not with JSON`);
}

function malformed(path: string, status: number, how: string): KataproofError {
  return new KataproofError(
    'MalformedAnswer',
    `The API server, or a proxy before it, answered ${status} to ${bare(path)} ${how}. Is that a Kubernetes API server?`,
  );
}

function tooLarge(path: string, answerBytes: number): KataproofError {
  return new KataproofError(
    'AnswerTooLarge',
    `The API server's answer to ${bare(path)} has more than ${answerBytes} bytes. It was not read further.`,
  );
}

function tooLargeTogether(): KataproofError {
  return new KataproofError(
    'AnswerTooLarge',
    'The answers of the API server to one step have too many bytes together. They were not read further.',
  );
}

/** The media type, which is shown to people, so nothing else in that header passes. */
function mediaType(headers: Headers): string | null {
  return /^[\w.+-]{1,60}\/[\w.+-]{1,60}/.exec(String(headers['content-type'] ?? ''))?.[0].toLowerCase() ?? null;
}

function isJson(type: string | null): boolean {
  return type !== null && /^application\/([\w.-]+\+)?json$/.test(type);
}

function isLog(path: string): boolean {
  return /\/log(\?|$)/.test(path);
}

/** The path without its query: a `continue` is long and says nothing to people. */
function bare(path: string): string {
  return path.replace(/\?.*$/s, '');
}
