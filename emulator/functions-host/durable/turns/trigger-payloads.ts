import type { TypedData } from '../../app/core-api.ts';
import type { PendingActivity } from '../hub/instance.ts';
import type { Turn } from './turn.ts';

/** The replay schemas of the 3.19 extension. V1 has the number 0. */
const schemaVersion = { upperSchemaVersion: 1, upperSchemaVersionNew: 3 };

/** The timer limits as .NET TimeSpans, `d.hh:mm:ss`. */
const timerDurations = { longRunningTimerIntervalDuration: '3.00:00:00', maximumShortTimerDuration: '6.00:00:00' };

/**
 * Builds the data of an orchestrationTrigger: the whole history, in which the events of earlier turns are marked as
 * played.
 */
export function orchestrationTriggerData(turn: Turn): TypedData {
  const { instance } = turn;
  return {
    string: JSON.stringify({
      history: [
        ...instance.history.map((event) => ({ ...event, IsPlayed: true })),
        ...turn.fresh.map((event) => ({ ...event, IsPlayed: false })),
      ],
      input: instance.inputJson === null ? null : JSON.parse(instance.inputJson),
      instanceId: instance.instanceId,
      isReplaying: instance.history.length > 0,
      parentInstanceId: instance.parent?.instanceId ?? null,
      sourceInstanceId: null,
      ...schemaVersion,
      ...timerDurations,
      defaultHttpAsyncRequestSleepTimeMillseconds: 30_000,
    }),
  };
}

/**
 * Builds the data of an activityTrigger. The extension converts the JSON argument to a .NET string: an object becomes
 * its JSON, a number its digits, and a boolean "True" or "False" (DurableActivityContext.GetInput).
 */
export function activityTriggerData(activity: PendingActivity): TypedData {
  const [input] = JSON.parse(activity.inputJson) as unknown[];
  if (input === null || input === undefined) return {};
  if (typeof input === 'string') return { string: input };
  if (typeof input === 'boolean') return { string: input ? 'True' : 'False' };
  return { string: JSON.stringify(input) };
}

/** Returns the JSON text of what an activity returned; null when it returned undefined. */
export function activityResultJson(data: TypedData | null | undefined): string | null {
  if (data?.json !== undefined) return data.json;
  if (data?.string !== undefined) return JSON.stringify(data.string);
  const number = data?.int ?? data?.double;
  if (number !== undefined) return JSON.stringify(number);
  if (data?.bytes !== undefined) return JSON.stringify(Buffer.from(data.bytes).toString('base64'));
  return null;
}
