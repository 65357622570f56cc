import { z } from 'zod';
import { KataproofError } from '../../errors/kataproof-error.ts';
import { redact } from '../../errors/redact.ts';
import { parseJson } from '../../plain/parse-json.ts';
import { parseRetryAfter } from '../../plain/parse-retry-after.ts';

/** `Status` of the Kubernetes API, as far as it decides what we do. */
const statusShape = z.object({
  message: z.string().optional(),
  reason: z.string().optional(),
  details: z
    .object({
      retryAfterSeconds: z.number().optional(),
      causes: z.array(z.object({ reason: z.string().optional() })).optional(),
    })
    .optional(),
});

type Status = z.infer<typeof statusShape>;

/** Longest part of a server's own words that is passed on. */
const messageLimit = 1000;

/** What an answer of the API server with a status other than 2xx means. */
export function toRefusalError(httpStatus: number, body: unknown, headers: Record<string, string>): KataproofError {
  const status = parseStatus(body);
  const words = redact(status.message ?? '').slice(0, messageLimit);
  const code = ourCodes(httpStatus) ?? (status.reason || defaultReasons[httpStatus] || `Http${httpStatus}`);
  const retryAfterMs = askedDelay(headers, status);
  if (httpStatus === 401)
    return new KataproofError(
      'Unauthorized',
      'The API server does not accept our token. Is the app an Entra user of this cluster?',
      { httpStatus },
    );
  if (httpStatus === 403) return toForbiddenError(words, status, { httpStatus, retryAfterMs });
  // 410: pages of a list came too slowly for the server's memory; from its beginning, the list can be read again.
  const retryable = httpStatus === 429 || httpStatus === 410 || httpStatus >= 500 || code === 'Conflict';
  const message = words || `The API server answered ${httpStatus}.`;
  return new KataproofError(code, message, { retryable, httpStatus, retryAfterMs });
}

const defaultReasons: Record<number, string> = {
  404: 'NotFound',
  409: 'Conflict',
  410: 'Expired',
  422: 'Invalid',
};

/** Codes of error-codes.ts where they say what Kubernetes' many reasons (InternalError, Timeout, …) come down to. */
function ourCodes(httpStatus: number): string | null {
  if (httpStatus === 429) return 'Throttled';
  return httpStatus >= 500 ? 'ServerFailed' : null;
}

/**
 * 403 is three things. Authorization: a role assignment takes minutes to settle, so it may heal. A namespace on its
 * way out: so may that. Admission (Pod Security, quota, policies, RuntimeClass): the same object is refused again.
 */
function toForbiddenError(
  words: string,
  status: Status,
  answer: { httpStatus: number; retryAfterMs: number | null },
): KataproofError {
  const terminating = status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') ?? false;
  if (terminating || /because it is being terminated/.test(words))
    return new KataproofError('NamespaceTerminating', words, answer);
  if (isAdmissionDenial(words)) return new KataproofError('AdmissionDenied', words, answer);
  const message =
    words || 'The API server forbids this to us. The role assignment may be missing or a few minutes young.';
  return new KataproofError('Forbidden', message, answer);
}

/** Whether a 403's words are an admission plugin's. Authorizers always say who may not do what to which resource. */
export function isAdmissionDenial(words: string): boolean {
  if (/admission webhook .* denied|violates PodSecurity|exceeded quota|pod rejected/.test(words)) return true;
  return /is forbidden: /.test(words) && !/cannot \S+ (resource|path)|does not have access/.test(words);
}

/** Bodies come as a model, a JSON string, something else (a proxy's page) or not at all. */
function parseStatus(body: unknown): Status {
  return statusShape.catch({}).parse(typeof body === 'string' ? parseJson(body) : body);
}

/** Milliseconds; Kubernetes gives Retry-After in seconds, in the header or in the status. */
function askedDelay(headers: Record<string, string>, status: Status): number | null {
  const seconds = status.details?.retryAfterSeconds;
  return parseRetryAfter(headers['retry-after'] ?? seconds?.toString(), Date.now());
}
