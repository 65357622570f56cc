import { KataproofError } from '../../errors/kataproof-error.ts';
import { quote } from '../../errors/quote.ts';
import type { ApiAnswer } from './api-request.ts';
import type { PrintedAnswer } from './parse-output.ts';

/** The HTTP status of each reason of Kubernetes' `Status` (`metav1.StatusReason`, apimachinery's `errors.go`). */
const statuses: Record<string, number> = {
  ...{ BadRequest: 400, Unauthorized: 401, Forbidden: 403, NotFound: 404, MethodNotAllowed: 405, NotAcceptable: 406 },
  ...{ AlreadyExists: 409, Conflict: 409, Gone: 410, Expired: 410, RequestEntityTooLarge: 413 },
  ...{ UnsupportedMediaType: 415, Invalid: 422, TooManyRequests: 429, InternalError: 500, NotImplemented: 501 },
  ...{ ServiceUnavailable: 503, Timeout: 504, ServerTimeout: 500 },
};

/** Lines of kubectl that are no answer: warnings of the API server, and its own log. */
const chatter = /^(Warning: |[WIE]\d{4} )/;

/**
 * The answer to one request. kubectl tells of a refusal only its reason and its message ("You lose API level details", as
 * Microsoft says of this way): a `Status` is made of them, so that one rule reads the refusals of both ways. Throws
 * ClusterUnreachable when kubectl reached no API server, and RunCommandFailed for what kubectl never says.
 */
export function toAnswer({ exitCode, out, err }: PrintedAnswer): ApiAnswer {
  if (exitCode === 0) return { status: 200, text: out };
  const words = err
    .split('\n')
    .filter((line) => !chatter.test(line))
    .join('\n')
    .trim();
  if (/^error: You must be logged in to the server/.test(words)) return refusal('Unauthorized', words);
  const [, reason = '', message = ''] = /^Error from server(?: \((\w{1,40})\))?: (.*)$/s.exec(words) ?? [];
  if (message) return refusal(reason || 'InternalError', message);
  if (/^The (\S+ "[^"]*"|request) is invalid: /.test(words)) return refusal('Invalid', words);
  if (/^(The connection to the server|Unable to connect to the server)/.test(words))
    throw new KataproofError('ClusterUnreachable', `A command in the cluster: ${quote(words, 300)}`);
  throw new KataproofError(
    'RunCommandFailed',
    `kubectl ended with exit code ${exitCode} in the cluster: ${quote(words, 300) || 'it said nothing.'}`,
  );
}

function refusal(reason: string, message: string): ApiAnswer {
  const status = statuses[reason] ?? 500;
  return { status, text: JSON.stringify({ kind: 'Status', status: 'Failure', reason, message, code: status }) };
}
