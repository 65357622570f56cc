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

/** The timer functions with their schedules, `%SETTING%` resolved. Throws AppLoadError for one that can't be read. */
export function findTimerFunctions(
  functions: Iterable<LoadedFunction>,
  environment: Record<string, string | undefined>,
): TimerFunction[] {
  return [...functions]
    .filter((each) => each.trigger.type === 'timerTrigger')
    .map((each) => toTimer(each, environment));
}
