import { nameSome } from '../plain/name-some.ts';
import { whyRefused } from '../preflight/conclude-preflight.ts';
import type { PreflightCheck } from '../preflight/preflight-check.ts';

/** What the rows of a preflight mean for a plan, as its notes: what would fail, and what nobody could check. */
export function tellChecks(checks: readonly PreflightCheck[]): string[] {
  const refused = whyRefused(checks);
  const open = checks.filter(({ outcome }) => outcome === 'could-not-check').map(({ name }) => name);
  return [
    ...(refused === null ? [] : [`This would fail now. ${refused}`]),
    ...(open.length === 0 ? [] : [`Could not be checked now: ${nameSome(open, 20)}.`]),
  ];
}
