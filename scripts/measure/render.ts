import type { Figure } from './figure.ts';
import { keepsLimit, spreadOf } from './judge.ts';

/** A number as people read it: 0.042, 1.1, 24, 191. */
export function renderNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) || Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(Math.abs(value) < 1 ? 2 : 3)));
}

/** `1.02 / 1.05 / 1.1`, minimum, median and maximum; one number where all samples are the same. */
export function renderSpread(samples: readonly number[]): string {
  const { least, median, most } = spreadOf(samples);
  const shown = [least, median, most].map(renderNumber);
  return new Set(shown).size === 1 ? (shown[0] ?? '') : shown.join(' / ');
}

/** `at most 1.1 ×`. */
export function renderLimit({ limit, unit }: Pick<Figure, 'limit' | 'unit'>): string {
  const [word, value] = 'most' in limit ? ['at most', limit.most] : ['at least', limit.least];
  return `${word} ${renderNumber(value)} ${unit}`;
}

/** A figure as a line of the terminal. */
export function renderFigure(figure: Figure): string {
  const { what, against, unit, samples } = figure;
  const mark = keepsLimit(figure) ? 'ok    ' : 'BROKEN';
  const compared = against ? `, against ${against}` : '';
  return `  ${mark} ${what}${compared}: ${renderSpread(samples)} ${unit} (${renderLimit(figure)})`;
}
