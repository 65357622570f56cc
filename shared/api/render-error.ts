import { z } from 'zod';
import type { HttpError } from './http-error.ts';
import { preferredType } from './preferred-type.ts';

/** The body of an error (Microsoft REST API Guidelines, "Error condition responses"). */
export const errorSchema = z
  .strictObject({
    error: z.strictObject({
      code: z.string().meta({ description: 'What kind of error. The header `x-ms-error-code` says the same.' }),
      message: z.string().meta({ description: 'What is wrong and what to do, for people.' }),
      details: z
        .array(z.strictObject({ code: z.string(), message: z.string(), target: z.string().optional() }))
        .optional()
        .meta({ description: 'One for each wrong field, header or parameter.' }),
    }),
  })
  // Not `Error`, which generated clients would have to import over the language's own.
  .meta({ id: 'ErrorResponse', description: "Azure's error object." });

/** The same as problem details (RFC 9457), for callers that ask for them. */
export const problemSchema = z
  .strictObject({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    errors: z.array(z.strictObject({ code: z.string(), detail: z.string(), target: z.string().optional() })).optional(),
  })
  .meta({ id: 'Problem', description: 'Problem details (RFC 9457).' });

export const problemType = 'application/problem+json';

/** Seconds after which it makes sense to ask again for what could not be done now; clients of Azure wait so long by themselves. */
const againAfter = '60';

/** An error as an HTTP answer: Azure's error object, or problem details for who prefers them by `accept` (the header). */
export function renderError(
  { status, code, message, details, headers }: HttpError,
  accept: string | null,
): { status: number; headers: Record<string, string>; body: string } {
  const type = preferredType(accept, ['application/json', problemType]);
  const body =
    type === problemType
      ? renderProblem({ status, code, message, details })
      : { error: { code, message, ...(details.length > 0 ? { details } : {}) } };
  return {
    status,
    headers: {
      ...(status === 503 && { 'Retry-After': againAfter }),
      ...headers,
      'Content-Type': type,
      'x-ms-error-code': code,
    },
    body: JSON.stringify(body),
  };
}

function renderProblem({ status, code, message, details }: Pick<HttpError, 'status' | 'code' | 'message' | 'details'>) {
  const errors = details.map(({ message: detail, ...rest }) => ({ ...rest, detail }));
  return {
    type: 'about:blank',
    title: titles[status] ?? 'Error',
    ...{ status, detail: message, code },
    ...(errors.length > 0 && { errors }),
  };
}

/** The phrases of RFC 9110, section 15; `about:blank` means that the title says no more than the status. */
const titles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  424: 'Failed Dependency',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};
