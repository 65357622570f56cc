import type { RunAnswer } from '../../shared/api/answers/run-schemas.ts';

export type { RunAnswer };

/** Whether a run has not ended yet. */
export function isUnderWay({ status }: Pick<RunAnswer, 'status'>): boolean {
  return status === 'NotStarted' || status === 'Running';
}

/** Calls the HTTP API as any caller would; throws with the error object's own words, or the signal's reason. */
export async function callApi<T>(url: string, key: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'x-functions-key': key, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} from ${new URL(url).pathname}: ${text.slice(0, 1000)}`);
  return JSON.parse(text) as T;
}
