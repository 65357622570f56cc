import { goQuote } from './go-text.ts';
import { qualifiedName, type ResourceDefinition } from './resource-definitions.ts';
import { StatusError } from './seams.ts';

/** The errors of k8s.io/apimachinery/pkg/api/errors, with the same texts. */

type Named = Pick<ResourceDefinition, 'group'> & { resource: string };

const detailsOf = (definition: Named, name: string) => ({
  name,
  ...(definition.group === '' ? {} : { group: definition.group }),
  kind: definition.resource,
});

export function notFound(definition: Named, name: string): StatusError {
  return new StatusError(
    404,
    'NotFound',
    `${qualifiedName(definition)} "${name}" not found`,
    detailsOf(definition, name),
  );
}

export function alreadyExists(definition: Named, name: string): StatusError {
  const message = `${qualifiedName(definition)} "${name}" already exists`;
  return new StatusError(409, 'AlreadyExists', message, detailsOf(definition, name));
}

export function conflict(definition: Named, name: string, why: string): StatusError {
  const message = `Operation cannot be fulfilled on ${qualifiedName(definition)} "${name}": ${why}`;
  return new StatusError(409, 'Conflict', message, detailsOf(definition, name));
}

export const modifiedMeanwhile =
  'the object has been modified; please apply your changes to the latest version and try again';

export function forbidden(definition: Named, name: string, why: string): StatusError {
  const message = `${qualifiedName(definition)} "${name}" is forbidden: ${why}`;
  return new StatusError(403, 'Forbidden', message, detailsOf(definition, name));
}

export interface InvalidField {
  /** The path of the field, for example `metadata.name`. */
  field: string;
  /** The text of the field error, for example `Invalid value: "x": …` or `Required value`. */
  message: string;
  reason:
    | 'FieldValueInvalid'
    | 'FieldValueRequired'
    | 'FieldValueForbidden'
    | 'FieldValueNotSupported'
    | 'FieldValueDuplicate'
    | 'FieldValueNotFound'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany';
}

/**
 * Builds a 422 error with one cause for each field. Its details name the kind, as in Kubernetes. The message tells each
 * mistake once, however many rules found it.
 */
export function invalid(kind: string, group: string, name: string, fields: InvalidField[]): StatusError {
  const sentences = [...new Set(fields.map(({ field, message }) => `${field}: ${message}`))];
  const list = sentences.length === 1 ? sentences[0] : `[${sentences.join(', ')}]`;
  const qualified = group === '' ? kind : `${kind}.${group}`;
  return new StatusError(422, 'Invalid', `${qualified} ${goQuote(name)} is invalid: ${list}`, {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    ...(kind === '' ? {} : { kind }),
    causes: fields.map(({ field, message, reason }) => ({ reason, message, field })),
  });
}

export const badRequest = (message: string) => new StatusError(400, 'BadRequest', message);

export const unauthorized = () => new StatusError(401, 'Unauthorized', 'Unauthorized');

/** A path that no handler knows; it is answered in plain text, by Go's own `http.NotFound`. */
export class PageNotFound extends StatusError {
  constructor() {
    super(404, '', '404 page not found');
  }
}

/** The error of Kubernetes for an unknown path below one that is known. */
export const noSuchPath = () =>
  new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});

export const methodNotAllowed = () =>
  new StatusError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

export const unsupportedMediaType = (message: string) => new StatusError(415, 'UnsupportedMediaType', message);

/** The position of the watch or list is older than the stored history. */
export const expired = (asked: number, oldest: number) =>
  new StatusError(410, 'Expired', `too old resource version: ${asked} (${oldest})`);

/** The emulator's own error, for a request that a real API server supports and this one does not. */
export const notEmulated = (what: string) =>
  new StatusError(501, 'NotImplemented', `${what} is not emulated by this API server`);

/** Builds the `Status` object that clients get for an error. */
export function statusOf(error: StatusError): Record<string, unknown> {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: error.message,
    ...(error.reason === '' ? {} : { reason: error.reason }),
    ...(error.details === null ? {} : { details: error.details }),
    code: error.code,
  };
}
