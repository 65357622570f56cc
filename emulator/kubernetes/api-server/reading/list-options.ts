import { StatusError } from '../../api/seams.ts';
import { badRequest, invalid } from '../../api/status-errors.ts';

export interface ListOptions {
  watch: boolean;
  limit: number | null;
  continueToken: string | null;
  resourceVersion: number | null;
  resourceVersionMatch: 'Exact' | 'NotOlderThan' | null;
  allowWatchBookmarks: boolean;
  sendInitialEvents: boolean;
  timeoutMs: number | null;
}

const isTrue = (value: string | null) => value !== null && ['', '1', 't', 'true'].includes(value.toLowerCase());

function wholeNumber(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null || text === '') return null;
  if (/^\d+$/.test(text)) return Number(text);
  throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
}

function parseResourceVersion(query: URLSearchParams): number | null {
  const text = query.get('resourceVersion');
  if (text === null || text === '') return null;
  if (/^\d+$/.test(text)) return Number(text);
  const message = `Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`;
  throw invalid('ListOptions', 'meta.k8s.io', '', [{ field: 'resourceVersion', message, reason: 'FieldValueInvalid' }]);
}

function parseMatch(query: URLSearchParams, resourceVersion: number | null): ListOptions['resourceVersionMatch'] {
  const match = query.get('resourceVersionMatch');
  if (!match) return null;
  const refuse = (message: string, reason: 'FieldValueForbidden' | 'FieldValueNotSupported') =>
    invalid('ListOptions', 'meta.k8s.io', '', [{ field: 'resourceVersionMatch', message, reason }]);
  const isInitialEvents = query.get('sendInitialEvents') !== null;
  if (resourceVersion === null && !isInitialEvents)
    throw refuse(
      'Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
      'FieldValueForbidden',
    );
  if (match === 'Exact' || match === 'NotOlderThan') return match;
  throw refuse(
    `Unsupported value: "${match}": supported values: "Exact", "NotOlderThan", ""`,
    'FieldValueNotSupported',
  );
}

/** Parses the query of a list or watch. Throws StatusError for what Kubernetes refuses. */
export function parseListOptions(query: URLSearchParams): ListOptions {
  const resourceVersion = parseResourceVersion(query);
  const timeoutSeconds = wholeNumber(query, 'timeoutSeconds');
  return {
    watch: query.has('watch') && isTrue(query.get('watch')),
    limit: wholeNumber(query, 'limit') || null,
    continueToken: query.get('continue') || null,
    resourceVersion,
    resourceVersionMatch: parseMatch(query, resourceVersion),
    allowWatchBookmarks: query.has('allowWatchBookmarks') && isTrue(query.get('allowWatchBookmarks')),
    sendInitialEvents: query.has('sendInitialEvents') && isTrue(query.get('sendInitialEvents')),
    timeoutMs: timeoutSeconds ? timeoutSeconds * 1000 : null,
  };
}

/** The error for a position that this server has not reached yet. */
export const tooLargeResourceVersion = (asked: number, current: number) =>
  new StatusError(504, 'Timeout', `Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
