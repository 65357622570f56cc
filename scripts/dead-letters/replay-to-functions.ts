import { describeError, type Replay } from './replay.ts';

export interface FunctionsTarget {
  /** https://<app>.azurewebsites.net, without a slash at the end. */
  baseUrl: string;
  /** The system key `eventgrid_extension` of the function app. */
  key: string;
}

/** Sends each event to the Event Grid trigger for its type, as Event Grid would. */
export function replayToFunctions(target: FunctionsTarget): Replay {
  return (letter) => send(target, letter);
}

async function send({ baseUrl, key }: FunctionsTarget, { event, type }: Parameters<Replay>[0]): ReturnType<Replay> {
  const functionName = /^microsoft\.resources\./i.test(type) ? 'onResourceChanged' : 'onClusterEvent';
  try {
    const response = await fetch(`${baseUrl}/runtime/webhooks/EventGrid?functionName=${functionName}`, {
      method: 'POST',
      // The key is in a header, because URLs are often logged.
      headers: { 'aeg-event-type': 'Notification', 'content-type': 'application/json', 'x-functions-key': key },
      body: JSON.stringify([event]),
    });
    const hint =
      response.status === 401
        ? ": KATAPROOF_EVENTS_KEY is not this app's key of the extension eventgrid, or the app wants a token of Entra ID first: replay with --queue"
        : '';
    return { ok: response.ok, outcome: `${functionName} ${response.status}${hint}` };
  } catch (error) {
    return { ok: false, outcome: `${functionName}: ${describeError(error)}` };
  }
}
