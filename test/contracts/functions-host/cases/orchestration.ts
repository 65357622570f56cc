import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { eventually } from '../../../support/eventually.ts';
import { ask, type ConformanceTarget } from '../../../support/functions-host/conformance-target.ts';

/** The management URLs in the answer to a start. */
export interface InstanceUrls {
  id: string;
  statusQueryGetUri: string;
  sendEventPostUri: string;
  terminatePostUri: string;
  purgeHistoryDeleteUri: string;
  restartPostUri: string;
  suspendPostUri: string;
  resumePostUri: string;
}

export interface InstanceStatus {
  name: string;
  instanceId: string;
  runtimeStatus: string;
  input: unknown;
  customStatus: unknown;
  output: unknown;
  createdTime: string;
  lastUpdatedTime: string;
  parentInstanceId?: string;
  historyEvents?: Record<string, unknown>[];
}

/** The base path of the Durable extension's HTTP API. */
export const durablePath = '/runtime/webhooks/durabletask';

export const newInstanceId = (): string => `conformance-${randomUUID()}`;

/**
 * Starts an orchestration with the management API. `json` is the body as it is sent. Throws when it is not accepted.
 */
export async function start(
  target: ConformanceTarget,
  name: string,
  json?: string,
  id = newInstanceId(),
): Promise<InstanceUrls> {
  const answer = await ask(target, `${durablePath}/orchestrators/${name}/${id}`, {
    method: 'POST',
    ...(json === undefined ? {} : { body: json, headers: { 'content-type': 'application/json' } }),
  });
  assert.equal(answer.status, 202, `start of ${name}: ${answer.status} ${answer.text}`);
  return answer.json() as InstanceUrls;
}

export async function readStatus(target: ConformanceTarget, urls: InstanceUrls, more = ''): Promise<InstanceStatus> {
  const answer = await ask(target, `${urls.statusQueryGetUri}${more}`);
  assert.ok([200, 202].includes(answer.status), `status: ${answer.status} ${answer.text}`);
  return answer.json() as InstanceStatus;
}

/** Waits until `isWanted` accepts the status. */
export async function readUntil(
  target: ConformanceTarget,
  urls: InstanceUrls,
  isWanted: (status: InstanceStatus) => boolean,
): Promise<InstanceStatus> {
  return eventually(`orchestration ${urls.id}`, async () => {
    const status = await readStatus(target, urls);
    return isWanted(status) ? status : undefined;
  });
}

const ends = ['Completed', 'Failed', 'Terminated', 'Canceled'];

export const readEnd = (target: ConformanceTarget, urls: InstanceUrls): Promise<InstanceStatus> =>
  readUntil(target, urls, ({ runtimeStatus }) => ends.includes(runtimeStatus));

/** Waits until the instance's status is Running: by then its code has run as far as it can. */
export const readRunning = (target: ConformanceTarget, urls: InstanceUrls): Promise<InstanceStatus> =>
  readUntil(target, urls, ({ runtimeStatus }) => runtimeStatus === 'Running');

/** Runs an orchestration to its end. */
export async function runToEnd(target: ConformanceTarget, name: string, input?: unknown): Promise<InstanceStatus> {
  return readEnd(target, await start(target, name, input === undefined ? undefined : JSON.stringify(input)));
}

/**
 * Lets time pass on the target, until a durable timer that is set now has fired. Everything that must happen at once
 * has happened by then.
 */
export async function outlast(target: ConformanceTarget): Promise<void> {
  await outputOf(target, 'timer', { ms: 1_000 });
}

/** Runs an orchestration and returns its output. Throws when it does not complete. */
export async function outputOf(target: ConformanceTarget, name: string, input?: unknown): Promise<unknown> {
  const end = await runToEnd(target, name, input);
  assert.equal(end.runtimeStatus, 'Completed', JSON.stringify(end.output));
  return end.output;
}

/** Raises an event. Resolves with the HTTP status. */
export async function raise(
  target: ConformanceTarget,
  urls: InstanceUrls,
  name: string,
  data: unknown,
): Promise<number> {
  return (await ask(target, urls.sendEventPostUri.replace('{eventName}', name), { body: data })).status;
}
