import { z } from 'zod';
import { redact } from '../../errors/kataproof-error.ts';
import type { Failure } from '../../ports/outcome.ts';

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
export function describeRefusal(httpStatus: number, body: unknown, headers: Record<string, string>): Failure {
  const status = readStatus(body);
  const words = redact(status.message ?? '').slice(0, messageLimit);
  const code = ourCodes(httpStatus) ?? (status.reason || defaultReasons[httpStatus] || `Http${httpStatus}`);
  const retryAfterMs = readRetryAfter(headers, status);
  if (httpStatus === 401)
    return {
      code: 'Unauthorized',
      message: 'The API server does not accept our token. Is the app an Entra user of this cluster?',
      retryable: false,
      retryAfterMs: null,
    };
  if (httpStatus === 403) return { ...describeForbidden(words, status), retryAfterMs };
  // 410: pages of a list came too slowly for the server's memory; from its beginning, the list can be read again.
  const retryable = httpStatus === 429 || httpStatus === 410 || httpStatus >= 500 || code === 'Conflict';
  return { code, message: words || `The API server answered ${httpStatus}.`, retryable, retryAfterMs };
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
function describeForbidden(words: string, status: Status): Omit<Failure, 'retryAfterMs'> {
  const terminating = status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') ?? false;
  if (terminating || /because it is being terminated/.test(words))
    return { code: 'NamespaceTerminating', message: words, retryable: true };
  if (isAdmissionDenial(words)) return { code: 'AdmissionDenied', message: words, retryable: false };
  return {
    code: 'Forbidden',
    message: words || 'The API server forbids this to us. The role assignment may be missing or a few minutes young.',
    retryable: true,
  };
}

/** Whether a 403's words are an admission plugin's. Authorizers always say who may not do what to which resource. */
export function isAdmissionDenial(words: string): boolean {
  if (/admission webhook .* denied|violates PodSecurity|exceeded quota|pod rejected/.test(words)) return true;
  return /is forbidden: /.test(words) && !/cannot \S+ (resource|path)|does not have access/.test(words);
}

/** Bodies come as a model, a JSON string, something else (a proxy's page) or not at all. */
function readStatus(body: unknown): Status {
  try {
    return statusShape.catch({}).parse(typeof body === 'string' ? JSON.parse(body) : body);
  } catch {
    return {};
  }
}

/** Milliseconds; Kubernetes gives Retry-After in seconds. */
function readRetryAfter(headers: Record<string, string>, status: Status): number | null {
  const seconds = Number(headers['retry-after'] ?? status.details?.retryAfterSeconds ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}
