import { redact } from './redact.ts';

/**
 * Returns the same plain data with secrets removed from every text: text of other systems may hold secrets, and
 * storage and Durable's history must not.
 */
export function withoutSecrets<T>(value: T): T {
  return mapTexts(value, redact);
}

/** Returns the same plain data with every text changed. Objects of a class, such as dates, stay what they are. */
export function mapTexts<T>(value: T, change: (text: string) => string): T {
  return mapped(value, change) as T;
}

function mapped(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((inner) => mapped(inner, change));
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mapped(inner, change)]));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
