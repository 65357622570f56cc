import type { Paint } from '../../cli/terminal/paint.ts';
import { wrapBehind } from '../../cli/terminal/wrap-text.ts';
import type { PreflightCheck } from '../../shared/preflight/preflight-check.ts';

/** What a preflight found wrong and what to do, in lines of at most `width` characters. */
export function renderPreflight(checks: readonly PreflightCheck[], width: number, paint: Paint): string[] {
  const failed = checks.filter(({ outcome }) => outcome === 'failed');
  return [
    paint(
      'bold',
      `PREFLIGHT FAILED: ${failed.length} of ${checks.length} checks. No run was started, nothing was made.`,
    ),
    ...failed.flatMap(({ name, message, remedy }) => [
      ...wrapBehind('Check:      ', `${name}: ${message}`, width),
      ...(remedy === null ? [] : wrapBehind('  to do:    ', remedy, width)),
    ]),
  ];
}
