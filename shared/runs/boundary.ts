import type { Failure } from '../errors/failure.ts';

/**
 * The largest JSON, in bytes of UTF-16, that may cross the boundary of an activity or an orchestration. A message or
 * property of Azure Storage has 64 KiB; Durable moves anything larger to a blob that every replay downloads again
 * (Durable Functions, "Azure Storage provider").
 */
export const mostBoundaryBytes = 60 * 1024;

/** The bytes that a value takes at a boundary. */
export function boundaryBytes(value: unknown): number {
  return (JSON.stringify(value) ?? '').length * 2;
}

/** The failure of a value that is too large to cross a boundary; null for one that may. `what` begins a sentence. */
export function refuseCrossing(value: unknown, what: string): Failure | null {
  const bytes = boundaryBytes(value);
  if (bytes <= mostBoundaryBytes) return null;
  const message = `${what} takes ${bytes} bytes, more than the ${mostBoundaryBytes} that Durable Functions pass on.`;
  return { code: 'ValueTooLarge', message, retryable: false, retryAfterMs: null };
}

/**
 * The first items that together take at most `mostBytes` at a boundary, `mostItems` at most. The first item is always
 * taken, so that whoever pages through a list gets on.
 */
export function takeWithin<T>(items: readonly T[], mostItems: number, mostBytes: number): T[] {
  const taken: T[] = [];
  let bytes = 0;
  for (const item of items.slice(0, mostItems)) {
    bytes += boundaryBytes(item);
    if (bytes > mostBytes && taken.length > 0) break;
    taken.push(item);
  }
  return taken;
}

/** Splits the items, in their order, into chunks as `takeWithin` takes them. */
export function chunksWithin<T>(items: readonly T[], mostItems: number, mostBytes: number): T[][] {
  const found: T[][] = [];
  for (let rest = items; rest.length > 0; ) {
    const chunk = takeWithin(rest, mostItems, mostBytes);
    found.push(chunk);
    rest = rest.slice(chunk.length);
  }
  return found;
}
