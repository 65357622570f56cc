import { randomUUID } from 'node:crypto';
import type { WireObserver, WireRequest, WireResponse } from '../http/exchange.ts';
import { type RunningServer, serve } from '../http/serve.ts';
import type { Clock } from '../seams/clock.ts';
import type { TokenAuthority } from '../seams/token-authority.ts';
import { type PublishedEvent, parsePublishedEvents } from './parse-published-events.ts';

/** The largest publish request, in bytes (Microsoft Learn, "Azure Event Grid quotas and limits"). */
export const maxPublishBytes = 1024 * 1024;

const audience = 'https://eventgrid.azure.net';
const supportedApiVersion = '2018-01-01';

export interface EventGridTopic extends RunningServer {
  /** The address for publishers: an https URL that ends in `/api/events`. */
  endpoint: string;
  /** Oldest first. */
  events: readonly PublishedEvent[];
}

/**
 * Serves a custom topic over HTTPS. It accepts events that are published with the access key or an Entra token, and
 * keeps them in memory.
 */
export async function serveEventGridTopic(options: {
  clock: Clock;
  tokens: TokenAuthority;
  accessKey: string;
  tls: { certPem: string; keyPem: string };
  port?: number | undefined;
  observe?: WireObserver;
}): Promise<EventGridTopic> {
  const events: PublishedEvent[] = [];
  const server = await serve({
    port: options.port,
    tls: options.tls,
    maxBodyBytes: maxPublishBytes,
    tooLarge: refuse(413, 'PayloadTooLarge', `The maximum size (${maxPublishBytes}) has been exceeded.`),
    async handle(request) {
      const refusal = checkPath(request) ?? (await checkAuthorization(request, options.tokens, options.accessKey));
      const response = refusal ?? take(request, options.clock, events);
      options.observe?.(request, response);
      return response;
    },
  });
  return { ...server, endpoint: `${server.url}/api/events`, events };
}

function take(request: WireRequest, clock: Clock, events: PublishedEvent[]): WireResponse {
  const receivedAt = new Date(clock.now()).toISOString();
  const result = parsePublishedEvents(request.headers['content-type'] ?? '', request.body, receivedAt);
  if (!result.ok) return refuse(400, 'BadRequest', result.message);
  events.push(...result.events);
  return { status: 200 };
}

function checkPath(request: WireRequest): WireResponse | null {
  if (request.url.pathname.replace(/\/$/, '') !== '/api/events')
    return refuse(404, 'NotFound', 'The resource was not found.');
  if (request.method !== 'POST')
    return refuse(405, 'MethodNotAllowed', `The resource does not support ${request.method}.`);
  if (request.url.searchParams.get('api-version') !== supportedApiVersion)
    return refuse(400, 'BadRequest', `The api-version must be ${supportedApiVersion}.`);
  return null;
}

async function checkAuthorization(
  request: WireRequest,
  tokens: TokenAuthority,
  accessKey: string,
): Promise<WireResponse | null> {
  const key = request.headers['aeg-sas-key'];
  if (key !== undefined)
    return key === accessKey ? null : refuse(401, 'Unauthorized', 'The request authorization key is not authorized.');
  const token = /^Bearer\s+(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  if (token === undefined)
    return refuse(
      401,
      'Unauthorized',
      'Request must contain one of the following authorization signature: aeg-sas-token, aeg-sas-key.',
    );
  const check = await tokens.checkToken(token, audience);
  return check.ok ? null : refuse(401, 'Unauthorized', `The bearer token is not valid: ${check.reason}.`);
}

function refuse(status: number, code: string, message: string): WireResponse {
  return {
    status,
    body: { error: { code, message: `${message} Report '${randomUUID()}'.`, details: [{ code, message }] } },
  };
}
