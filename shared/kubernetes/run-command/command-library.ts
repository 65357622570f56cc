import { type HttpLibrary, type RequestContext, ResponseContext, wrapHttpLibrary } from '@kubernetes/client-node';
import { KataproofError } from '../../errors/kataproof-error.ts';
import { spendBytes } from '../connection/call-budget.ts';
import type { ApiAnswer, ApiRequest } from './api-request.ts';
import { CutOff } from './command-queue.ts';

/**
 * An HTTP library of client-node that sends requests by commands instead of over the network: what is asked, checked and
 * read of answers is the same for both ways. A page of a list that is too long for a command is asked for again with fewer
 * items, and so are those after it.
 */
export function createCommandLibrary(send: (request: ApiRequest) => Promise<ApiAnswer>): HttpLibrary {
  let mostItems = Number.POSITIVE_INFINITY;

  async function sendFitting(request: ApiRequest): Promise<ApiAnswer> {
    for (;;) {
      const asked = withLimit(request, mostItems);
      try {
        return await send(asked);
      } catch (error) {
        const limit = limitOf(asked);
        if (!(error instanceof CutOff) || limit === null || limit <= 1) throw error;
        mostItems = Math.max(1, Math.floor(limit / 4));
      }
    }
  }

  return wrapHttpLibrary({
    async send(request) {
      const spend = spendBytes();
      const { status, text } = await untilAborted(request, () => sendFitting(toApiRequest(request)));
      if (!spend(Buffer.byteLength(text)))
        throw new KataproofError(
          'AnswerTooLarge',
          'The answers of the API server to one step have too many bytes together. They were not read further.',
        );
      const isLog = /\/log(\?|$)/.test(request.getUrl()) && status < 300;
      const headers = { 'content-type': isLog ? 'text/plain' : 'application/json' };
      return new ResponseContext(status, headers, {
        text: async () => text,
        binary: async () => Buffer.from(text),
        stream: () => new Response(text).body,
      });
    },
  });
}

/** A request may wait for others; when its step is over, nobody waits for it. */
function untilAborted<T>(request: RequestContext, act: () => Promise<T>): Promise<T> {
  const signal = request.getSignal();
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal?.reason);
    if (signal?.aborted) return abort();
    signal?.addEventListener('abort', abort, { once: true });
    act()
      .then(resolve, reject)
      .finally(() => signal?.removeEventListener('abort', abort));
  });
}

function toApiRequest(request: RequestContext): ApiRequest {
  const { pathname, search } = new URL(request.getUrl());
  const method = request.getHttpMethod();
  // A mistake of ours: whoever sends something else must say how kubectl sends it.
  if (method !== 'GET' && method !== 'POST' && method !== 'PUT' && method !== 'DELETE')
    throw new Error(`There is no command for ${method} ${pathname}.`);
  const body = request.getBody();
  return { method, path: `${pathname}${search}`, body: body ? String(body) : null };
}

function limitOf({ method, path }: ApiRequest): number | null {
  const limit = method === 'GET' ? /[?&]limit=(\d{1,9})(?:&|$)/.exec(path)?.[1] : undefined;
  return limit === undefined ? null : Number(limit);
}

function withLimit(request: ApiRequest, mostItems: number): ApiRequest {
  const limit = limitOf(request);
  if (limit === null || limit <= mostItems) return request;
  return { ...request, path: request.path.replace(/([?&]limit=)\d{1,9}/, `$1${mostItems}`) };
}
