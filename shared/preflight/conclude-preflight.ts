import { nameSome } from '../plain/name-some.ts';
import { shorten } from '../plain/shorten.ts';
import type { CheckOutcome, PreflightCheck } from './preflight-check.ts';

/** Most characters of the reason of a run that its preflight ends. */
const mostReasonChars = 1500;

const worstFirst: CheckOutcome[] = ['failed', 'could-not-check', 'warning', 'passed'];

/** The outcome of a whole table: that of its worst row. A table without rows has checked nothing. */
export function worstOutcome(checks: readonly PreflightCheck[]): CheckOutcome {
  return worstFirst.find((outcome) => checks.some((check) => check.outcome === outcome)) ?? 'could-not-check';
}

/** Why nothing may be begun: every failed check, with its remedy. Null when nothing failed, whatever could not be checked. */
export function whyRefused(checks: readonly PreflightCheck[]): string | null {
  const bad = checks.filter(({ outcome }) => outcome === 'failed');
  if (bad.length === 0) return null;
  const told = bad.map(({ name, message, remedy }) => [`${name}: ${message}`, remedy].filter(Boolean).join(' '));
  return shorten(told.join(' | '), mostReasonChars);
}

/** Counts the rows in words, and names those that are not passed. */
export function countChecks(checks: readonly PreflightCheck[]): string {
  const names = (outcome: CheckOutcome) => checks.filter((check) => check.outcome === outcome).map(({ name }) => name);
  const others = worstFirst.slice(0, 3).flatMap((outcome) => {
    const found = names(outcome);
    return found.length > 0 ? [`${found.length} ${outcome} (${nameSome(found, 8)})`] : [];
  });
  return [`${names('passed').length} passed`, ...others].join(', ');
}
