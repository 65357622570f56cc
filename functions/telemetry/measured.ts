import type { InvocationContext } from '@azure/functions';
import type { Activities, Activity } from '../../shared/activities/create-activities.ts';
import type { Telling } from '../../shared/activities/tell-along.ts';
import { asRecord } from '../../shared/plain/as-record.ts';
import { oneLine } from '../../shared/plain/one-line.ts';
import { record } from '../../shared/tracing/record.ts';
import { measureActivity, measureTold } from './measure-activity.ts';

/** The same activity, whose successes are measured, and which logs what it could not do although it succeeded. */
export function measured(name: keyof Activities, activity: Activity) {
  return async (input: unknown, context: InvocationContext): Promise<Awaited<ReturnType<Activity>>> => {
    const outcome = await activity(input);
    const { telling } = asRecord(input) as { telling?: Telling };
    if (telling && outcome.told) record(measureTold(telling, outcome.told));
    if (outcome.ok) {
      record(measureActivity(name, input, outcome.value));
      const unsigned = (outcome.value as Partial<Recorded>).unsigned;
      if (name === 'recordPosture' && unsigned)
        context.error(oneLine(`Evidence was kept unsigned for now (${unsigned.code}): ${unsigned.message}`));
    }
    return outcome;
  };
}

type Recorded = Awaited<ReturnType<Activities['recordPosture']>>;
