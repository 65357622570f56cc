import type { Failure } from '../errors/failure.ts';
import { shorten } from '../plain/shorten.ts';
import type { CheckName, CheckThat } from './check-outcomes.ts';
import type { CheckOutcome, PreflightCheck } from './preflight-check.ts';

/** Most characters of a row's message and of its remedy: the whole table crosses Durable's boundary and fits into a row. */
const mostChars = 500;

/** A check that found nothing wrong. */
export function passed(name: CheckName, message: string): PreflightCheck {
  return row(name, 'passed', message, null);
}

/** A check that found what would fail later. */
export function failed(name: CheckThat<'failed'>, message: string, remedy: string): PreflightCheck {
  return row(name, 'failed', message, remedy);
}

/** A check that found what somebody should know, and what is no reason to refuse. */
export function warning(name: CheckThat<'warning'>, message: string, remedy: string): PreflightCheck {
  return row(name, 'warning', message, remedy);
}

/** A check without an answer. `asked` completes the sentence "… could not be read". */
export function couldNotCheck(
  name: CheckThat<'could-not-check'>,
  asked: string,
  { code, message }: Pick<Failure, 'code' | 'message'>,
): PreflightCheck {
  const remedy = code === 'Forbidden' ? 'Give its identity the role that is named.' : 'Check again later.';
  return row(name, 'could-not-check', `${asked} could not be read (${code}): ${message}`, remedy);
}

/** A check whose question stays open for another reason than a reading that failed. */
export function notChecked(name: CheckThat<'could-not-check'>, message: string, remedy: string): PreflightCheck {
  return row(name, 'could-not-check', message, remedy);
}

function row(name: CheckName, outcome: CheckOutcome, message: string, remedy: string | null): PreflightCheck {
  return { name, outcome, message: shorten(message, mostChars), remedy: remedy && shorten(remedy, mostChars) };
}
