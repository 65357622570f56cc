import { z } from 'zod';
import { KataproofError } from '../../errors/kataproof-error.ts';
import { quote } from '../../errors/quote.ts';
import { parseJson } from '../../plain/parse-json.ts';
import { parseRetryAfter } from '../../plain/parse-retry-after.ts';
import type { ClusterReach } from '../../ports/managed-clusters.ts';

/** The part of the Kubernetes API's `Status` that decides what we do. */
const statusShape = z.object({
  kind: z.string().optional(),
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

/** Most characters of a server's own message that are passed on. */
const messageLimit = 1000;

/**
 * The coded error for an answer of the API server with a status other than 2xx. `headers` have lower-case names. A
 * refusal without Kubernetes' `Status` comes from something before the API server: its 404 does not mean that an object
 * is gone. Only 401, 429 and 5xx come from the API server without one. `reach` tells who has logged in.
 */
export function toRefusalError(
  httpStatus: number,
  body: unknown,
  headers: Record<string, string>,
  reach?: ClusterReach,
): KataproofError {
  const status = parseStatus(body);
  const words = quote(status.message ?? '', messageLimit);
  const code = ourCodes(httpStatus) ?? (status.reason || defaultReasons[httpStatus] || `Http${httpStatus}`);
  const retryAfterMs = askedDelay(headers, status);
  if (httpStatus === 401)
    return new KataproofError(
      'Unauthorized',
      reach === 'kubeconfig'
        ? 'The API server does not accept the login of the kubeconfig. Has it expired, or is it that of another cluster?'
        : 'The API server does not accept our token. Is the app an Entra user of this cluster?',
      { httpStatus },
    );
  if (status.kind !== 'Status' && httpStatus >= 400 && httpStatus < 500 && httpStatus !== 429)
    return new KataproofError(
      'MalformedAnswer',
      `The API server, or a proxy before it, answered ${httpStatus} without Kubernetes' Status. Is that a Kubernetes API server?`,
    );
  if (httpStatus === 403) return toForbiddenError(words, status, { httpStatus, retryAfterMs });
  // A webhook that gives its denial no status is quoted with 400 (k8s.io/apiserver, webhook/errors: ToStatusErr).
  if (httpStatus === 400 && isWebhookDenial(words))
    return new KataproofError('AdmissionDenied', words, { httpStatus, retryAfterMs });
  // 410: the continue token of a list has expired, because its pages were read too slowly. The list can be read again
  // from its first page.
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

/** Our own code where one of them covers several reasons of Kubernetes (InternalError, Timeout, …). */
function ourCodes(httpStatus: number): string | null {
  if (httpStatus === 429) return 'Throttled';
  return httpStatus >= 500 ? 'ServerFailed' : null;
}

/**
 * A 403 has three meanings. Authorization: it may pass, because a new role assignment takes minutes to take effect. A
 * namespace that is being deleted: it passes. Admission (Pod Security, quota, policies, RuntimeClass): the same object
 * would be refused again.
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

/**
 * Whether the message of a 403 comes from an admission plugin. An authorizer always says who may not do what to which
 * resource.
 */
function isAdmissionDenial(words: string): boolean {
  if (isWebhookDenial(words)) return true;
  if (/violates PodSecurity|exceeded quota|pod rejected/.test(words)) return true;
  return /is forbidden: /.test(words) && !/cannot \S+ (resource|path)|does not have access/.test(words);
}

/** One look for each mark: a pattern with a gap in it takes quadratic time for words that repeat its beginning. */
function isWebhookDenial(words: string): boolean {
  const webhook = words.indexOf('admission webhook ');
  return webhook >= 0 && words.indexOf(' denied', webhook) >= 0;
}

/** A body may be a model, a JSON string, something else (a proxy's page) or absent. */
function parseStatus(body: unknown): Status {
  return statusShape.catch({}).parse(typeof body === 'string' ? parseJson(body) : body);
}

/**
 * Milliseconds that the server asked us to wait, or null. Kubernetes gives seconds, in the Retry-After header or in the
 * status.
 */
function askedDelay(headers: Record<string, string>, status: Status): number | null {
  const seconds = status.details?.retryAfterSeconds;
  return parseRetryAfter(headers['retry-after'] ?? seconds?.toString(), Date.now());
}
