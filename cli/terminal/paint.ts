import type { styleText } from 'node:util';
import type { Verdict } from '../../shared/isolation/evidence.ts';

type Format = Parameters<typeof styleText>[0];

/** Gives a text a format, or leaves it as it is where nobody can see or wants colours. */
export type Paint = (format: Format, text: string) => string;

/** Green is for the only pass. */
export const verdictFormats: Record<Verdict, Format> = {
  isolated: ['green', 'bold'],
  'shared-kernel': ['red', 'bold'],
  suspect: ['red'],
  inconclusive: ['yellow'],
};

/** The verdict as the last word of a report. */
export const verdictTitles: Record<Verdict, string> = {
  isolated: 'ISOLATED',
  'shared-kernel': 'NOT ISOLATED (shared-kernel)',
  suspect: 'NOT ISOLATED (suspect)',
  inconclusive: 'INCONCLUSIVE',
};
