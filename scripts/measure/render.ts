import type { Figure } from './figure.ts';
import { keepsLimit, spreadOf } from './judge.ts';

/** A number as people read it: 0.042, 1.1, 24, 191. */
export function renderNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) || Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(Math.abs(value) < 1 ? 2 : 3)));
}

/** `1.02 / 1.05 / 1.1 ×`, minimum, median and maximum; one number where all samples are the same. */
export function renderSpread(samples: readonly number[], unit = ''): string {
  const { least, median, most } = spreadOf(samples);
  const shown = [least, median, most].map(renderNumber);
  return new Set(shown).size === 1 ? withUnit(shown[0] ?? '', unit) : withUnit(shown.join(' / '), unit);
}

/** `1 call`, `3 calls`, `1.1 ×`, `1.03`. */
function withUnit(shown: string, unit: string): string {
  return `${shown} ${shown === '1' ? unit.replace(/(?<=\w)s$/, '') : unit}`.trim();
}

/** Whether a limit holds for the median of several samples. */
export function isByMedian({ judged, samples }: Pick<Figure, 'judged' | 'samples'>): boolean {
  return judged === 'median' && samples.length > 1;
}

/** `at most 1.1 ×`. */
export function renderLimit({ limit, unit }: Pick<Figure, 'limit' | 'unit'>): string {
  const [word, value] = 'most' in limit ? ['at most', limit.most] : ['at least', limit.least];
  return `${word} ${withUnit(renderNumber(value), unit)}`;
}

/** A figure as a line of the terminal. */
export function renderFigure(figure: Figure): string {
  const { what, against, unit, samples } = figure;
  const mark = keepsLimit(figure) ? 'ok    ' : 'BROKEN';
  const compared = against ? `, against ${against}` : '';
  const by = isByMedian(figure) ? ', median' : '';
  return `  ${mark} ${what}${compared}: ${renderSpread(samples, unit)} (${renderLimit(figure)}${by})`;
}
