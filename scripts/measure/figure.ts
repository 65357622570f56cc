/** One figure of a benchmark, as the README's table has it. */
export interface Figure {
  /** What is measured, such as `API calls of one node's proof`. */
  what: string;
  /** What it is compared with in the same run; left out for a count with a limit of its own. */
  against?: string;
  /** `×` for a ratio, and otherwise what is counted: `calls`, `events`, `kB`, `s`. */
  unit: string;
  /** A sample a round. Not empty. */
  samples: readonly number[];
  limit: { most: number } | { least: number };
  /** Which of the samples must keep the limit: the `median` of what depends on the machine, every one of what is counted. */
  judged: 'median' | 'all';
}
