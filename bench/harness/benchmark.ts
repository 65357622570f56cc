import type { Figure } from '../../scripts/measure/figure.ts';

export type { Figure };

/** What a benchmark has measured, or why it can't be on this machine. */
export type Measurement =
  | {
      figures: Figure[];
      /** What a reader needs to understand the figures, a sentence each: a bound, counters, what was taken off. */
      notes?: string[];
    }
  | { skipped: string };

/** A benchmark. It runs in a process of its own, and leaves nothing running. */
export interface Benchmark {
  /** What it measures, in a line. */
  about: string;
  /** How long one try takes on two cores. */
  minutes: number;
  /** Measures once, all rounds side by side. `say` shows progress. */
  measure(say: (line: string) => void): Promise<Measurement>;
}
