import type { ContainerServiceClientOptionalParams } from '@azure/arm-containerservice';
import { KataproofError } from '../errors/kataproof-error.ts';
import { parseRetryAfter } from '../plain/parse-retry-after.ts';
import { type Remote, traceCall } from '../tracing/start-call.ts';
import type { AzureLimits } from './limits.ts';
import { withinTime } from './within-time.ts';

/** A step of the pipeline of an Azure SDK client; all of these clients have the same. */
export type Policy = NonNullable<ContainerServiceClientOptionalParams['additionalPolicies']>[number]['policy'];

/**
 * Options for any client of the Azure SDK that keep its calls within the limits: each call with its token, its retries
 * and its answer has one time, each answer so many bytes. Redirects are not followed. Left alone, these clients wait
 * for ever, wait as long as Retry-After says, and read whatever comes. `who` is the subject of errors. A call then
 * rejects with a TimeoutError, with AnswerTooLarge, or with Throttled or ServerFailed when it is told to come back later.
 * Each request has a span, a try of it for each retry; `remote` says there who was called.
 */
export function boundAzureClient(
  who: string,
  remote: Remote,
  { callTimeoutMs, answerBytes, longestWaitMs }: AzureLimits,
) {
  return {
    redirectOptions: { maxRetries: 0 },
    additionalPolicies: [
      { policy: limitTime(callTimeoutMs), position: 'perCall' as const },
      { policy: traceRequests(remote), position: 'perRetry' as const },
      { policy: limitBytes(who, answerBytes), position: 'perRetry' as const },
      ...(longestWaitMs === undefined
        ? []
        : [{ policy: limitWaits(who, longestWaitMs), position: 'perRetry' as const }]),
    ],
  };
}

function traceRequests(remote: Remote): Policy {
  return {
    name: 'traceRequests',
    sendRequest: (request, next) =>
      traceCall(
        { remote, method: request.method, url: request.url },
        () => next(request),
        ({ status }) => status,
      ),
  };
}

function limitTime(callTimeoutMs: number): Policy {
  return {
    name: 'limitTime',
    sendRequest: (request, next) =>
      withinTime(callTimeoutMs, (signal) => {
        const asked = request.abortSignal as AbortSignal | undefined;
        request.abortSignal = asked ? AbortSignal.any([asked, signal]) : signal;
        return next(request);
      }),
  };
}

/** Ends the call where the client would wait within it as long as the server asks. */
function limitWaits(who: string, longestWaitMs: number): Policy {
  return {
    name: 'limitWaits',
    async sendRequest(request, next) {
      const response = await next(request);
      if (response.status !== 429 && response.status !== 503) return response;
      const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), Date.now());
      if (retryAfterMs === null || retryAfterMs <= longestWaitMs) return response;
      const code = response.status === 429 ? 'Throttled' : 'ServerFailed';
      throw new KataproofError(
        code,
        `${who} answered ${response.status} and asks to come back in ${retryAfterMs / 1000} seconds.`,
        { httpStatus: response.status, retryAfterMs },
      );
    },
  };
}

/** Stands for every status in `streamResponseStatusCodes`. */
const everyStatus = new Set([Number.POSITIVE_INFINITY]);

/** Reads the answer itself, for the client would read it to its end. A download, whose caller reads it, is let be. */
function limitBytes(who: string, answerBytes: number): Policy {
  return {
    name: 'limitBytes',
    async sendRequest(request, next) {
      const streamed = request.streamResponseStatusCodes;
      if (streamed?.size) return next(request);
      request.streamResponseStatusCodes = everyStatus;
      try {
        const { readableStreamBody, ...response } = await next(request);
        return {
          ...response,
          bodyAsText: readableStreamBody ? await readText(who, readableStreamBody, answerBytes) : '',
        };
      } finally {
        // Whoever parses the answer asks the request whether it was streamed.
        if (streamed) request.streamResponseStatusCodes = streamed;
        else delete request.streamResponseStatusCodes;
      }
    },
  };
}

async function readText(who: string, body: NodeJS.ReadableStream, answerBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop destroys the stream.
  for await (const chunk of body) {
    const buffer = Buffer.from(chunk as Buffer | string);
    bytes += buffer.length;
    if (bytes > answerBytes)
      throw new KataproofError(
        'AnswerTooLarge',
        `${who} answered more than ${answerBytes} bytes. They were not read further.`,
      );
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
