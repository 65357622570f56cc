import { type Client, createRestError, getClient } from '@azure-rest/core-client';
import type { z } from 'zod';
import { KataproofError } from '../errors/kataproof-error.ts';
import { boundAzureClient } from '../outbound/bound-azure-client.ts';
import { armLimits } from '../outbound/limits.ts';
import { type ArmAccess, callArm, everyCallPolicies } from './arm-client.ts';
import { checkNext, toContinuation, toNextQuery } from './list-continuation.ts';

/** Pages of one list; the longest, the resource SKUs of a location, has two or three. */
const mostPages = 20;

/** A request of Azure Resource Manager. `doing` completes the sentence "This app may not …". */
export interface ArmRequest<T extends z.ZodType> {
  doing: string;
  /** Path of the resource, beginning with a slash. */
  path: string;
  /** With `api-version`. */
  query: Record<string, string>;
  /** Makes it a POST. */
  body?: object;
  shape: T;
  timeoutMs?: number;
}

/** Resource Manager by plain requests, for providers of which this app reads one thing each. */
export interface ArmRestClient {
  ask<T extends z.ZodType>(request: ArmRequest<T>): Promise<z.infer<T>>;
  /** All pages of a list. */
  list<T extends z.ZodType<ArmPage>>(request: ArmRequest<T>): Promise<z.infer<T>['value']>;
}

export interface ArmPage {
  value: unknown[];
  nextLink?: string | null | undefined;
}

/**
 * Creates the client on the base of Microsoft's own clients, which is part of the bundle anyway: the client libraries of
 * Compute, Network, Authorization and Policy have megabytes each, for a call or two.
 */
export function createArmRestClient(access: ArmAccess): ArmRestClient {
  const { additionalPolicies, ...options } = boundAzureClient(
    'Azure Resource Manager',
    'arm',
    access.limits ?? armLimits,
  );
  const client = getClient(access.endpoint, access.credential, {
    ...options,
    credentials: { scopes: [`${access.audience}/.default`] },
    retryOptions: { maxRetries: 0 },
    additionalPolicies: [...additionalPolicies, ...everyCallPolicies],
  });
  const ask: ArmRestClient['ask'] = (request) =>
    callArm(request.doing, (abortSignal) => send(client, request, abortSignal), request.timeoutMs);
  return { ask, list: (request) => listPages(ask, request) };
}

async function listPages<T extends z.ZodType<ArmPage>>(
  ask: ArmRestClient['ask'],
  request: ArmRequest<T>,
): Promise<z.infer<T>['value']> {
  const found: unknown[] = [];
  let continuation: string | null = null;
  for (let page = 0; page < mostPages; page++) {
    const more: string = continuation === null ? '' : toNextQuery(continuation);
    const query = { ...request.query, ...Object.fromEntries(new URLSearchParams(more)) };
    const { value, nextLink } = await ask({ ...request, query });
    found.push(...value);
    continuation = checkNext(toContinuation(nextLink ?? undefined), continuation);
    if (continuation === null) return found;
  }
  throw new KataproofError('AnswerTooLarge', `A list of Azure Resource Manager has more than ${mostPages} pages.`);
}

async function send<T extends z.ZodType>(client: Client, request: ArmRequest<T>, abortSignal: AbortSignal) {
  const { path, query, body, shape } = request;
  const resource = client.pathUnchecked(path);
  const options = { queryParameters: query, abortSignal };
  const answer = body ? await resource.post({ ...options, body }) : await resource.get(options);
  if (answer.status !== '200') throw createRestError(answer);
  const parsed = shape.safeParse(answer.body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new KataproofError(
    'MalformedAnswer',
    `Azure Resource Manager, or a proxy before it, answered JSON of another shape to ${path}: ${issue?.path.join('.') || 'the whole'}: ${issue?.message}`,
  );
}
