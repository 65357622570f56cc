import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { callApi, isUnderWay, type RunAnswer } from '../../scripts/local-stack/call-api.ts';
import { findResidue } from '../../scripts/local-stack/find-residue.ts';
import type { HostReady } from '../../scripts/local-stack/start-local-stack.ts';
import type { Service } from '../../scripts/local-stack/start-service.ts';
import { eventually } from '../support/eventually.ts';
import { startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';

const durableTask = 'AzureFunctionsJobHost__extensions__durableTask__';
const { defaultVersion } = JSON.parse(readFileSync('host.json', 'utf8')).extensions.durableTask;
const later = { [`${durableTask}defaultVersion`]: '99.0' };

let stack: TestStack;
let host: Service<HostReady>;
beforeAll(async () => {
  stack = await startTestStack({
    scenario: 'healthy',
    // AKS takes seconds for a pool, so that a deployment falls into it.
    speed: 60,
    hostSpeed: 600,
    settings: { KATAPROOF_SWEEP_SCHEDULE: '0 0 0 1 1 *' },
  });
  host = stack.host();
});
afterAll(() => stack?.stop());

/** Ends the host at once, as a deployment may, and starts the next one on the same task hub. */
async function deploy(settings: Record<string, string>, betweenBoth = () => {}): Promise<void> {
  await host.stop('SIGKILL');
  betweenBoth();
  host = await stack.startOtherHost('functions', settings);
}

const call = <T>(path: string, body?: unknown): Promise<T> =>
  callApi(`${host.ready.baseUrl}${path}`, host.ready.masterKey, body);
const readRun = (id: string) => call<RunAnswer>(`/api/runs/${id}`);
const readInstance = (id: string) =>
  call<{ runtimeStatus: string; version?: string }>(
    `/runtime/webhooks/durabletask/instances/${id}?code=${host.ready.masterKey}`,
  );

async function start(name: string): Promise<string> {
  const cluster = stack.clusterBody;
  const order = { cluster, nodePool: { name }, cleanup: 'always-delete' };
  return (await call<RunAnswer>('/api/provisionings', order)).id;
}

async function startUntilPoolIsMade(name: string): Promise<string> {
  const id = await start(name);
  await eventually('AKS makes the pool', async () =>
    (await readRun(id)).timeline.find(({ step }) => step.startsWith('AKS is making node pool')),
  );
  return id;
}

const readEnd = (id: string) =>
  eventually(`the end of run ${id}`, async () => {
    const run = await readRun(id);
    return isUnderWay(run) ? undefined : run;
  });

async function sweep(): Promise<void> {
  const headers = { 'content-type': 'application/json', 'x-functions-key': host.ready.masterKey };
  const path = `${host.ready.baseUrl}/admin/functions/everyHourSweep`;
  expect((await fetch(path, { method: 'POST', headers, body: '{}' })).status).toBe(202);
}

test('a run goes on under a later release, with the version that it began with', async () => {
  const id = await startUntilPoolIsMade('before');
  expect(await readInstance(id)).toMatchObject({ runtimeStatus: 'Running', version: defaultVersion });
  await deploy(later);
  expect(await readEnd(id)).toMatchObject({ status: 'Succeeded', result: { verdict: 'isolated' } });
  expect(await readInstance(id)).toMatchObject({ runtimeStatus: 'Completed', version: defaultVersion });
});

test('a run of a later release waits after a rollback, while new ones run, and is closed when told so', async () => {
  const id = await startUntilPoolIsMade('after');
  await deploy({});
  const log = () => readFileSync(join(stack.logDirectory, 'functions-host.log'), 'utf8');
  await eventually('it is left alone', async () => log().includes(`${id} is left alone`) || undefined);
  expect((await readEnd(await start('meanwhile'))).result?.verdict).toBe('isolated');
  await call(`/api/runs/${id}/cancel`, {});
  expect([(await readRun(id)).status, (await readInstance(id)).runtimeStatus]).toEqual(['Running', 'Running']);

  await deploy({ [`${durableTask}versionFailureStrategy`]: 'Fail' });
  await eventually('it fails', async () => (await readInstance(id)).runtimeStatus === 'Failed' || undefined);
  await sweep();
  expect((await readEnd(id)).result).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringContaining('ended before its time'),
  });
  expect(await findResidue(stack.emulator)).toEqual([]);
});

/** Makes of the instances of the task hub some that an earlier version has started. */
function ageInstances(): void {
  const journal = join(stack.logDirectory, '../functions/Kataproof.jsonl');
  const lines = readFileSync(journal, 'utf8');
  writeFileSync(journal, lines.replaceAll(/("[Vv]ersion"):"2\.0"/g, '$1:"1.1"'));
}

test('a run of an earlier version ends with the upgrade, is closed by the sweep, and leaves nothing', async () => {
  const id = await startUntilPoolIsMade('earlier');
  await deploy({}, ageInstances);
  expect(await readInstance(id)).toMatchObject({ version: '1.1' });
  await eventually('it fails', async () => (await readInstance(id)).runtimeStatus === 'Failed' || undefined);
  const log = readFileSync(join(stack.logDirectory, 'functions-host.log'), 'utf8');
  expect(log).toContain(`${id} was started by an earlier version (1.1), with which this one (2.0) cannot go on`);
  await sweep();
  expect((await readEnd(id)).result).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringContaining('ended before its time'),
  });
  // The host's clock is ten times that of AKS, which is still at it.
  await eventually('nothing is left', async () => (await findResidue(stack.emulator)).length === 0 || undefined);
});
