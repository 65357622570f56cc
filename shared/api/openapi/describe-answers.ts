import { z } from 'zod';
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import type { Answer, Operation } from '../operation.ts';
import { errorSchema, problemSchema, problemType } from '../render-error.ts';

const refusals: Record<number, string> = {
  400: 'Something about the request is wrong; `details` has every mistake.',
  401: 'Nobody is known to ask. The Functions host answers without a body.',
  403: 'This caller, or this app, may not do that.',
  404: 'There is no such thing.',
  409: 'It does not fit what there is now.',
  410: 'What it goes on from is forgotten; begin again.',
  412: 'It has changed since it was read.',
  413: 'The body is too long.',
  415: 'The body is of another media type.',
  424: 'Azure or the API server of the cluster cannot be reached.',
  429: 'Too many requests.',
  500: 'Something went wrong on our side; the log says what.',
  503: 'It could not be done now; ask again.',
};

const errorHeaders = z.object({
  'x-ms-error-code': z.string().meta({ description: 'The code of the error.' }),
});

const laterHeaders = errorHeaders.extend({
  'Retry-After': z.string().meta({ description: 'Seconds until it makes sense to ask again.' }),
});

/** Every answer of an operation, for the document. */
export function describeAnswers(operation: Operation): ZodOpenApiResponsesObject {
  const answers = Object.entries(operation.answers).map(([status, answer]) => [status, describeAnswer(answer)]);
  const errors = refusalsOf(operation).map((status) => [String(status), describeRefusal(status)]);
  return Object.fromEntries([...answers, ...errors]) as ZodOpenApiResponsesObject;
}

/** The statuses of errors of an operation: those that it names, and those that any of its kind may answer with. */
export function refusalsOf({ role, body, refusals: named = [] }: Operation): number[] {
  const common = [400, ...(role === 'anonymous' ? [] : [401, 403]), ...(body ? [413, 415] : []), 500];
  return [...new Set([...common, ...named])].sort((a, b) => a - b);
}

function describeAnswer({ description, schema, contentType = 'application/json', texts = [], headers = {} }: Answer) {
  // A media type that is JSON by its ending is an object, whose schema its own publisher has.
  const alternatives = texts.map((type) => [type, { schema: type.endsWith('+json') ? z.looseObject({}) : z.string() }]);
  const described = Object.entries({ ...headers, 'api-supported-versions': 'Every version of the API.' });
  return {
    description,
    headers: Object.fromEntries(
      described.map(([name, says]) => [name, { description: says, schema: { type: 'string' } }]),
    ),
    ...(schema && { content: { [contentType]: { schema }, ...Object.fromEntries(alternatives) } }),
  } satisfies ZodOpenApiResponseObject;
}

function describeRefusal(status: number): ZodOpenApiResponseObject {
  return {
    description: refusals[status] ?? 'An error.',
    headers: status === 401 ? undefined : status === 503 ? laterHeaders : errorHeaders,
    content: { 'application/json': { schema: errorSchema }, [problemType]: { schema: problemSchema } },
  } as ZodOpenApiResponseObject;
}
