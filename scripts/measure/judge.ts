import type { Figure } from './figure.ts';

/** Minimum, median and maximum. */
export interface Spread {
  least: number;
  median: number;
  most: number;
}

/** The spread of samples, of which there is at least one. */
export function spreadOf(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return { least: at(0), median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, most: at(sorted.length - 1) };
}

/** Whether a figure keeps its limit. One without samples, or with one that is no number, does not. */
export function keepsLimit({ samples, limit, judged }: Figure): boolean {
  if (!samples.every(Number.isFinite)) return false;
  const { least, median, most } = spreadOf(samples);
  if ('most' in limit) return (judged === 'all' ? most : median) <= limit.most;
  return (judged === 'all' ? least : median) >= limit.least;
}
