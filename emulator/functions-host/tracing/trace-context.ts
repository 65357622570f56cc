import { createHash, randomBytes } from 'node:crypto';

/** A place in a trace (W3C Trace Context, level 1). */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  traceId: string;
  /** 16 hexadecimal digits. */
  spanId: string;
  sampled: boolean;
}

const shape = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-|$)/;

/** Parses a traceparent. Null when there is none, or when it is not valid. */
export function parseTraceParent(text: string | undefined): TraceContext | null {
  const [, traceId, spanId, flags] = shape.exec(text?.trim() ?? '') ?? [];
  if (!traceId || !spanId || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, sampled: (Number.parseInt(flags ?? '00', 16) & 1) === 1 };
}

export function formatTraceParent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** A new place: below `parent`, whose sampling it takes over, or in a trace of its own. */
export function newContext(parent: TraceContext | null, sampled: boolean): TraceContext {
  const spanId = randomBytes(8).toString('hex');
  if (parent) return { ...parent, spanId };
  return { traceId: randomBytes(16).toString('hex'), spanId, sampled };
}

/**
 * The same place whenever it is asked for. DurableTask.Core draws such an id once and keeps it in its history, so that
 * every turn of an orchestration has one; here it follows from what it names.
 */
export function namedContext(parent: TraceContext, ...names: (string | number)[]): TraceContext {
  return { ...parent, spanId: createHash('sha256').update(names.join('/')).digest('hex').slice(0, 16) };
}
