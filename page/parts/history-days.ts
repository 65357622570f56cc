import type { Proof, Verdict } from '../api/answers.ts';
import { verdicts } from './standing.ts';

/** Days that the strip shows. */
export const historyDays = 90;

/** A day of a pool's history, in UTC. */
export interface HistoryDay {
  /** Such as `2026-11-26`. */
  day: string;
  /** The worst of the day; null for one without a proof. */
  verdict: Verdict | null;
  /** The image that the pool has since this day, where it had another before. */
  newImage: string | null;
}

/** A day of UTC, in milliseconds. */
export const dayMs = 86_400_000;

/** The last days, the oldest first, from proofs of which the newest is the first. */
export function toDays(proofs: readonly Proof[], nowMs: number): HistoryDay[] {
  const byDay = Map.groupBy(proofs, ({ provenAt }) => provenAt.slice(0, 10));
  let image: string | null = null;
  return Array.from({ length: historyDays }, (_, place) => {
    const day = new Date(nowMs - (historyDays - 1 - place) * dayMs).toISOString().slice(0, 10);
    const ofDay = byDay.get(day) ?? [];
    const verdict = verdicts.find((each) => ofDay.some((proof) => proof.verdict === each)) ?? null;
    const last = ofDay.find(({ nodeImageVersion }) => nodeImageVersion !== null)?.nodeImageVersion ?? null;
    const newImage = last !== null && image !== null && last !== image ? last : null;
    image = last ?? image;
    return { day, verdict, newImage };
  });
}

const shortDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** The day as a person writes it. */
export const describeDay = (day: string) => shortDay.format(new Date(day));

/** The history in words, for who does not see the strip. */
export function describeHistory(days: readonly HistoryDay[]): string {
  const count = (verdict: Verdict | null) => days.filter((day) => day.verdict === verdict).length;
  const others = verdicts
    .filter((each) => each !== 'isolated')
    .flatMap((verdict) => {
      const found = days.filter((day) => day.verdict === verdict);
      const when = found.length <= 3 ? ` (${found.map(({ day }) => describeDay(day)).join(', ')})` : '';
      return found.length === 0 ? [] : [`${verdict.replace('-', ' ')} on ${found.length}${when}`];
    });
  const images = days.filter(({ newImage }) => newImage !== null).map(({ day }) => describeDay(day));
  const told = [`isolated on ${count('isolated')}`, ...others, `no proof on ${count(null)}`].join(', ');
  return `Of the last ${days.length} days: ${told}. ${images.length === 0 ? 'The node image did not change.' : `New node image on ${images.join(', ')}.`}`;
}
