import { type FieldErrors, invalidValue } from '../rules/field-errors.ts';

/** Refuses a path that climbs. */
export const validateNoBacksteps = (path: string, field: string): FieldErrors =>
  path.split('/').includes('..') ? [invalidValue(field, path, "must not contain '..'")] : [];

/** A relative path that stays below where it begins. */
export const validateLocalPath = (path: string, field: string): FieldErrors => [
  ...(path.startsWith('/') ? [invalidValue(field, path, 'must be a relative path')] : []),
  ...validateNoBacksteps(path, field),
];

/** A relative path of a file in a volume, whose own files begin with two dots. */
export const validateFilePath = (path: string, field: string): FieldErrors => [
  ...validateLocalPath(path, field),
  ...(path.startsWith('..') && !path.startsWith('../') ? [invalidValue(field, path, "must not start with '..'")] : []),
];
