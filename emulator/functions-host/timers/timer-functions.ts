import { resolveSettings } from '../app/host-settings.ts';
import { AppLoadError, type LoadedFunction } from '../app/load-app.ts';
import { parseSchedule } from './schedule.ts';
import type { TimerFunction } from './timer-triggers.ts';

function toTimer(target: LoadedFunction, environment: Record<string, string | undefined>): TimerFunction {
  const { schedule, runOnStartup, useMonitor } = target.trigger.options;
  try {
    return {
      target,
      schedule: parseSchedule(resolveSettings(String(schedule), environment)),
      runOnStartup: runOnStartup === true,
      useMonitor: useMonitor !== false,
    };
  } catch (error) {
    throw new AppLoadError(`Function '${target.name}': ${(error as Error).message}`);
  }
}

/**
 * Finds the timer functions and parses their schedules, with `%SETTING%` resolved. Throws AppLoadError for a schedule
 * that is not valid.
 */
export function findTimerFunctions(
  functions: Iterable<LoadedFunction>,
  environment: Record<string, string | undefined>,
): TimerFunction[] {
  return [...functions]
    .filter((each) => each.trigger.type === 'timerTrigger')
    .map((each) => toTimer(each, environment));
}
