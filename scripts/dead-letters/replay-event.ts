import type { DeadLetter } from './read-dead-letters.ts';

export interface ReplayTarget {
  /** https://<app>.azurewebsites.net, without a slash at its end. */
  baseUrl: string;
  /** System key `eventgrid_extension` of the function app. */
  key: string;
}

/** Gives an event to the trigger that its type is for, as Event Grid would. `ok`: it was acknowledged. */
export async function replayEvent(
  { baseUrl, key }: ReplayTarget,
  { event, type }: Pick<DeadLetter, 'event' | 'type'>,
): Promise<{ ok: boolean; outcome: string }> {
  const functionName = /^microsoft\.resources\./i.test(type) ? 'onResourceChanged' : 'onClusterEvent';
  try {
    const response = await fetch(`${baseUrl}/runtime/webhooks/EventGrid?functionName=${functionName}`, {
      method: 'POST',
      // The key goes into a header: URLs end up in logs.
      headers: { 'aeg-event-type': 'Notification', 'content-type': 'application/json', 'x-functions-key': key },
      body: JSON.stringify([event]),
    });
    return { ok: response.ok, outcome: `${functionName} ${response.status}` };
  } catch (error) {
    return { ok: false, outcome: `${functionName}: ${error instanceof Error ? error.message : String(error)}` };
  }
}
