import type { RunOrigin } from '../runs/run-origin.ts';
import type { RunKind, RunRecord } from '../runs/run-record.ts';

/** What is told of a run in numbers. */
export interface RunFacts {
  kind: RunKind;
  /** What started it; `unknown` for a run of an old version. */
  origin: RunOrigin['by'] | 'unknown';
  /** ISO 8601. */
  startedAt: string;
}

export function factsOf({ kind, startedBy, startedAt }: RunRecord): RunFacts {
  return { kind, origin: startedBy?.by ?? 'unknown', startedAt };
}
