import { StatusError } from '../../api/seams.ts';
import { invalid } from '../../api/status-errors.ts';
import { type FieldErrors, forbiddenField, invalidValue, notSupported } from '../../validation/rules/field-errors.ts';
import { isTrue, wholeNumber } from '../requests/query-parameters.ts';
import { parseLabelSelector } from './label-selector.ts';

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

/** The storage's own error, which names no kind. */
function parseResourceVersion(query: URLSearchParams): number | null {
  const text = query.get('resourceVersion');
  if (text === null || text === '') return null;
  if (/^\d+$/.test(text)) return Number(text);
  const { field, message } = invalidValue(
    'resourceVersion',
    text,
    `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
  );
  throw new StatusError(422, 'Invalid', `${field}: ${message}`);
}

const field = 'resourceVersionMatch';
const withContinue = 'resourceVersionMatch is forbidden when continue is provided';

function validateWatch(query: URLSearchParams): FieldErrors {
  const match = query.get(field) ?? '';
  const isInitial = query.has('sendInitialEvents');
  const forbid = (when: boolean, detail: string) => (when ? [forbiddenField(field, detail)] : []);
  return [
    ...forbid(
      isInitial && match !== 'NotOlderThan',
      'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    ),
    ...(match === ''
      ? []
      : [
          ...forbid(!isInitial, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'),
          ...(match === 'NotOlderThan' ? [] : [notSupported(field, match, ['NotOlderThan'])]),
          ...forbid(Boolean(query.get('continue')), withContinue),
        ]),
  ];
}

function validateList(query: URLSearchParams): FieldErrors {
  const match = query.get(field) ?? '';
  const resourceVersion = query.get('resourceVersion') ?? '';
  const forbid = (when: boolean, detail: string) => (when ? [forbiddenField(field, detail)] : []);
  return [
    ...(match === ''
      ? []
      : [
          ...forbid(resourceVersion === '', 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
          ...forbid(Boolean(query.get('continue')), withContinue),
          ...(['Exact', 'NotOlderThan'].includes(match)
            ? []
            : [notSupported(field, match, ['Exact', 'NotOlderThan', ''])]),
          ...forbid(
            match === 'Exact' && resourceVersion === '0',
            'resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
          ),
        ]),
    ...(query.has('sendInitialEvents')
      ? [forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list')]
      : []),
  ];
}

/**
 * Parses the query of a list or, if `canWatch`, watch. Throws StatusError for what Kubernetes refuses
 * (apimachinery/pkg/apis/meta/internalversion/validation).
 */
export function parseListOptions(query: URLSearchParams, canWatch = true): ListOptions {
  const timeoutSeconds = wholeNumber(query, 'timeoutSeconds');
  const limit = wholeNumber(query, 'limit');
  parseLabelSelector(query.get('labelSelector'));
  const watch = isTrue(query, 'watch');
  const errors = watch ? validateWatch(query) : validateList(query);
  if (errors.length > 0) throw invalid('ListOptions', 'meta.k8s.io', '', errors);
  return {
    watch: watch && canWatch,
    limit: limit !== null && limit > 0 ? limit : null,
    continueToken: query.get('continue') || null,
    resourceVersion: parseResourceVersion(query),
    resourceVersionMatch: (query.get(field) || null) as ListOptions['resourceVersionMatch'],
    allowWatchBookmarks: isTrue(query, 'allowWatchBookmarks'),
    sendInitialEvents: isTrue(query, 'sendInitialEvents'),
    timeoutMs: timeoutSeconds ? timeoutSeconds * 1000 : null,
  };
}

/** The error for a position that this server has not reached yet. */
export const tooLargeResourceVersion = (asked: number, current: number) =>
  new StatusError(504, 'Timeout', `Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
