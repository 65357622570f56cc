import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formatClusterId } from '../../shared/clusters/cluster-id.ts';
import { newRunRecord } from '../../shared/runs/new-run-record.ts';
import { createRunId } from '../../shared/runs/run-id.ts';
import { createAlertStates } from '../../shared/storage/tables-alert-states.ts';
import { createRunRecords } from '../../shared/storage/tables-run-records.ts';
import type { FleetProgress } from '../../shared/workflow/fleet/prove-fleet.ts';
import {
  fire,
  fleetSeeds,
  listAll,
  type PostureAnswer,
  readEnd,
  startFleetStack,
} from '../support/fleet/fleet-night.ts';
import { listInstances, postEvents, waitUntilIdle } from '../support/main-app/post-events.ts';
import type { TestStack } from '../support/main-app/start-test-stack.ts';
import { clusterEvent, resourceEvent } from '../support/samples/event-payloads.ts';
import { sampleAlert } from '../support/samples/sample-alert.ts';
import { storageOf } from './storage-of.ts';

const subscriptionId = '11111111-1111-4111-8111-111111111111';
const inside = { subscriptionId, resourceGroup: 'fleet', name: 'fleet-0001' };
const outside = { subscriptionId, resourceGroup: 'fleet', name: 'fleet-0002' };

let stack: TestStack;
beforeAll(async () => {
  stack = await startFleetStack({
    clusters: fleetSeeds(2, 1),
    pageSize: 10,
    settings: { KATAPROOF_ALLOWED_SCOPES: formatClusterId(inside).toLowerCase(), KATAPROOF_QUIET_SECONDS: '0' },
  });
});
afterAll(() => stack?.stop());

/** What Azure was asked about the cluster outside, or about more than the cluster inside. */
async function askedTooMuch(): Promise<string[]> {
  const paths = (await stack.armRequests()).map(({ path }) => path);
  return paths.filter((path) => path.startsWith('/subscriptions') && !/\/managedClusters\/fleet-0001\b/i.test(path));
}

async function ask(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
  const { baseUrl, masterKey } = stack.host().ready;
  const headers = { 'content-type': 'application/json', 'x-functions-key': masterKey };
  const answer = await fetch(`${baseUrl}/api/${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

describe('a cluster outside KATAPROOF_ALLOWED_SCOPES', () => {
  const route = `clusters/${subscriptionId}/FLEET/fleet-0002`;

  test.each([
    ['POST', 'provisionings', { cluster: outside, nodePool: { name: 'kata' } }],
    ['POST', 'plans', { cluster: outside, nodePool: { name: 'kata' } }],
    ['POST', 'preflights', { cluster: outside, nodePool: { name: 'kata' } }],
    ['POST', 'verifications', { cluster: formatClusterId(outside) }],
    ['POST', `${route}/inspect`, undefined],
    ['GET', `${route}/findings`, undefined],
    ['GET', `${route}/postures`, undefined],
    ['GET', `${route}/report`, undefined],
    ['GET', `${route}/nodePools/kata1/proofs`, undefined],
    ['GET', `${route}/evidence/${'0'.repeat(64)}`, undefined],
    ['GET', `${route}/evidence/${'0'.repeat(64)}/statement`, undefined],
    ['POST', `${route}/findings/f/waive`, { reason: 'Known.', until: '2099-01-01' }],
    ['POST', `${route}/findings/f/unwaive`, undefined],
  ])('is refused before Azure is asked: %s %s', async (method, path, body) => {
    const answer = await ask(method, path, body);
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'ScopeNotAllowed' } } });
    expect(JSON.stringify(answer.body)).toContain('KATAPROOF_ALLOWED_SCOPES');
    expect(await stack.armRequests()).toEqual([]);
  });

  test('has events that are acknowledged and start nothing', async () => {
    const rolled = { id: 'rolled', name: 'NodePoolRollingSucceeded', data: { nodePoolName: 'kata1' } };
    const host = stack.host().ready;
    expect(await postEvents(host, 'onClusterEvent', [clusterEvent(outside, rolled)])).toBe(202);
    const written = resourceEvent(outside, { id: 'written', poolName: 'kata1' });
    expect(await postEvents(host, 'onResourceChanged', [written])).toBe(202);
    expect((await listInstances(host)).filter(({ name }) => name === 'proveChanges')).toEqual([]);
    expect(await askedTooMuch()).toEqual([]);
  });

  test('is no part of the night, which asks for the allowed cluster by its name and lists nothing', async () => {
    await fire(stack, 'everyNightProveFleet');
    const night = `fleet-${new Date().toISOString().slice(0, 10)}`;
    const progress = await readEnd<FleetProgress>(stack, night);
    expect(progress).toMatchObject({ seen: 1, visited: 1, lost: 0, problems: [] });
    const postures = await listAll<PostureAnswer>(stack, '/api/postures');
    expect(postures.map(({ clusterId, verdict }) => [clusterId.split('/').at(-1), verdict])).toEqual([
      ['fleet-0001', 'isolated'],
    ]);
    expect(await askedTooMuch()).toEqual([]);
  });

  test('has runs and postures that nobody is told of, or may cancel or delete', async () => {
    const records = createRunRecords(storageOf(stack));
    const runId = createRunId(Date.now(), 'outside000');
    const asked = { kind: 'verification', cluster: outside, cleanup: 'keep', poolName: null, request: {} } as const;
    const startedBy = { by: 'http', principal: null } as const;
    const options = { taskHub: 'Elsewhere', poolDeadlineMs: 1000, expiryMs: 1000 };
    await records.createRun(newRunRecord({ ...asked, startedBy }, runId, new Date().toISOString(), options));
    for (const [method, path] of [
      ['GET', `runs/${runId}`],
      ['GET', `runs/${runId}/events`],
      ['GET', `runs/${runId}/nodes`],
      ['GET', `runs/${runId}/report`],
      ['POST', `runs/${runId}/cancel`],
      ['POST', `runs/${runId}/approve`],
      ['DELETE', `runs/${runId}`],
    ] as const)
      expect(await ask(method, path, method === 'POST' ? {} : undefined)).toMatchObject({
        ...{ status: 403, body: { error: { code: 'ScopeNotAllowed' } } },
      });
    expect(JSON.stringify(await listAll(stack, '/api/runs'))).not.toContain(runId);
    const fleet = JSON.stringify((await ask('GET', 'fleet/report')).body);
    expect([fleet.includes('fleet-0001'), fleet.includes('fleet-0002')]).toEqual([true, false]);
    expect(await records.readRun(runId)).toMatchObject({ cancelRequested: false });
    await records.removeRun(runId);
  });

  test('has alerts that nobody is told of, or may replay', async () => {
    const states = createAlertStates(storageOf(stack));
    const alert = { ...sampleAlert('outside'), clusterId: formatClusterId(outside) };
    const dead = { id: 'outside-ops', sink: 'ops', alert, attempts: 1, nextAttemptAt: alert.at, lastError: null };
    await states.enqueueDelivery({ ...dead, dead: true, diedAt: alert.at });
    const unreadable = { ...dead, id: 'odd-ops', alert: { title: 'of another version' } };
    await states.enqueueDelivery({ ...unreadable, dead: true, diedAt: alert.at });
    expect(await listAll(stack, '/api/alerts')).toEqual([]);
    expect(await ask('POST', 'alerts/outside-ops/replay')).toMatchObject({
      ...{ status: 403, body: { error: { code: 'ScopeNotAllowed' } } },
    });
    expect(await ask('POST', 'alerts/odd-ops/replay')).toMatchObject({ status: 404 });
    for (const id of ['outside-ops', 'odd-ops']) expect(await states.readDelivery(id)).toMatchObject({ dead: true });
  });

  test('is told of by the sweep, where a run knew it once, and is left alone', async () => {
    await createRunRecords(storageOf(stack)).rememberCluster(outside);
    await fire(stack, 'everyHourSweep');
    await waitUntilIdle(stack.host().ready);
    const { problems } = await readEnd<{ problems: string[] }>(stack, 'sweep');
    expect(problems).toEqual([expect.stringMatching(/^fleet-0002: .*KATAPROOF_ALLOWED_SCOPES/)]);
    expect(await askedTooMuch()).toEqual([]);
  });
});

test('a cluster inside is served', async () => {
  expect(await ask('POST', 'verifications', { cluster: inside })).toMatchObject({ status: 202 });
});
