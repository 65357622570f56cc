import type { DeadLetter } from './read-dead-letters.ts';

export interface ReplayTarget {
  /** https://<app>.azurewebsites.net, without a slash at the end. */
  baseUrl: string;
  /** The system key `eventgrid_extension` of the function app. */
  key: string;
}

/**
 * Sends an event to the trigger for its type, as Event Grid would. `ok` means that the app acknowledged it. It never
 * rejects: `outcome` says what went wrong.
 */
export async function replayEvent(
  { baseUrl, key }: ReplayTarget,
  { event, type }: Pick<DeadLetter, 'event' | 'type'>,
): Promise<{ ok: boolean; outcome: string }> {
  const functionName = /^microsoft\.resources\./i.test(type) ? 'onResourceChanged' : 'onClusterEvent';
  try {
    const response = await fetch(`${baseUrl}/runtime/webhooks/EventGrid?functionName=${functionName}`, {
      method: 'POST',
      // The key is in a header, because URLs are often logged.
      headers: { 'aeg-event-type': 'Notification', 'content-type': 'application/json', 'x-functions-key': key },
      body: JSON.stringify([event]),
    });
    const hint =
      response.status === 401 ? ": KATAPROOF_EVENTS_KEY is not this app's key of the extension eventgrid" : '';
    return { ok: response.ok, outcome: `${functionName} ${response.status}${hint}` };
  } catch (error) {
    return { ok: false, outcome: `${functionName}: ${describe(error)}` };
  }
}

/** `fetch failed` says nothing; its cause does, such as ECONNREFUSED with the address. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause.message : null;
  return cause ? `${error.message} (${cause})` : error.message;
}
