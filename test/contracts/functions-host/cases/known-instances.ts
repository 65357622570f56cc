import { ask, type ConformanceTarget } from '../../../support/functions-host/conformance-target.ts';
import { type InstanceUrls, newInstanceId, readEnd, readRunning, start } from './orchestration.ts';

/** Posts an empty request to a URL. Resolves with the HTTP status. */
export const post = async (target: ConformanceTarget, url: string): Promise<number> =>
  (await ask(target, url, { method: 'POST' })).status;

/** Puts the reason into a management URL. */
export const because = (url: string, reason: string): string => url.replace('{text}', encodeURIComponent(reason));

/** Starts an instance that waits for the event `never`, and waits until it is Running. */
export async function startRunning(target: ConformanceTarget): Promise<InstanceUrls> {
  const urls = await start(target, 'waitsForEver');
  await readRunning(target, urls);
  return urls;
}

/** Starts an instance and waits until it has completed with `{"n":1}`. */
export async function startAndEnd(target: ConformanceTarget): Promise<InstanceUrls> {
  const urls = await start(target, 'returnsInput', '{"n":1}');
  await readEnd(target, urls);
  return urls;
}

/** Returns the URLs of an instance that was never started. */
export async function unknownInstance(target: ConformanceTarget): Promise<InstanceUrls> {
  const urls = await startAndEnd(target);
  const nobody = newInstanceId();
  return Object.fromEntries(
    Object.entries(urls).map(([name, url]) => [name, String(url).replace(urls.id, nobody)]),
  ) as unknown as InstanceUrls;
}
