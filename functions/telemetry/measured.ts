import type { Activities, Activity } from '../../shared/activities/create-activities.ts';
import { record } from '../../shared/tracing/record.ts';
import { measureActivity } from './measure-activity.ts';

/** The same activity, whose successes are measured. */
export function measured(name: keyof Activities, activity: Activity): Activity {
  return async (input) => {
    const outcome = await activity(input);
    if (outcome.ok) record(measureActivity(name, input, outcome.value));
    return outcome;
  };
}
