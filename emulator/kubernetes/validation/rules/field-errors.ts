import { goJson, goQuote } from '../../api/go-text.ts';
import type { InvalidField } from '../../api/status-errors.ts';

/** Field errors with the texts of k8s.io/apimachinery/pkg/util/validation/field. */
export type FieldErrors = InvalidField[];

const withDetail = (text: string, detail: string) => (detail === '' ? text : `${text}: ${detail}`);

function shown(value: unknown): string {
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === undefined ? 'null' : goJson(value);
}

export const required = (field: string, detail = ''): InvalidField => ({
  field,
  message: withDetail('Required value', detail),
  reason: 'FieldValueRequired',
});

export const invalidValue = (field: string, value: unknown, detail: string): InvalidField => ({
  field,
  message: withDetail(`Invalid value: ${shown(value)}`, detail),
  reason: 'FieldValueInvalid',
});

/** An invalid value that the message does not show. */
export const invalidHidden = (field: string, detail: string): InvalidField => ({
  field,
  message: withDetail('Invalid value', detail),
  reason: 'FieldValueInvalid',
});

export const notSupported = (field: string, value: unknown, supported: readonly string[]): InvalidField => ({
  field,
  message: withDetail(
    `Unsupported value: ${shown(value)}`,
    supported.length === 0 ? '' : `supported values: ${supported.map(goQuote).join(', ')}`,
  ),
  reason: 'FieldValueNotSupported',
});

export const forbiddenField = (field: string, detail: string): InvalidField => ({
  field,
  message: withDetail('Forbidden', detail),
  reason: 'FieldValueForbidden',
});

export const duplicate = (field: string, value: unknown, detail = ''): InvalidField => ({
  field,
  message: withDetail(`Duplicate value: ${shown(value)}`, detail),
  reason: 'FieldValueDuplicate',
});

export const missing = (field: string, value: unknown, detail = ''): InvalidField => ({
  field,
  message: withDetail(`Not found: ${shown(value)}`, detail),
  reason: 'FieldValueNotFound',
});

export const tooLong = (field: string, bytes: number): InvalidField => ({
  field,
  message: `Too long: may not be more than ${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`,
  reason: 'FieldValueTooLong',
});

export const tooMany = (field: string, count: number, most: number): InvalidField => ({
  field,
  message: `Too many: ${count}: must have at most ${most} ${most === 1 ? 'item' : 'items'}`,
  reason: 'FieldValueTooMany',
});

/** One error for each of the messages of a format's rule. */
export const eachInvalid = (field: string, value: unknown, messages: string[]): FieldErrors =>
  messages.map((message) => invalidValue(field, value, message));

/** The error of a value that none of `supported` is. An empty value is one that is missing. */
export function checkEnum(field: string, value: string | undefined, supported: readonly string[]): FieldErrors {
  if (!value) return [required(field)];
  return supported.includes(value) ? [] : [notSupported(field, value, supported)];
}

export const nonNegative = (field: string, value: number | undefined): FieldErrors =>
  value !== undefined && value < 0 ? [invalidValue(field, value, 'must be greater than or equal to 0')] : [];

export const inRange = (least: number, most: number): string => `must be between ${least} and ${most}, inclusive`;
