import { expect, test } from '@jest/globals';
import type { OrchestrationHandler } from 'durable-functions';
import { type FleetPageOrder, listFleetPage } from '../../shared/activities/list-fleet-page.ts';
import { listStaleClusters } from '../../shared/activities/list-stale-clusters.ts';
import { readVisit } from '../../shared/activities/read-visit.ts';
import type { Ports } from '../../shared/ports/ports.ts';
import type { Posture } from '../../shared/posture/posture.ts';
import { boundaryBytes, mostBoundaryBytes } from '../../shared/runs/boundary.ts';
import { readSettings } from '../../shared/settings/read-settings.ts';
import { type FleetInput, noProgress, proveFleet } from '../../shared/workflow/fleet/prove-fleet.ts';
import { proveFleetLane } from '../../shared/workflow/fleet/prove-fleet-lane.ts';
import { createInProcessHub } from '../support/functions-host/in-process-hub.ts';
import { largestOf, measureCrossings } from '../support/runs/measure-crossings.ts';

const subscriptionId = '11111111-1111-4111-8111-111111111111';
const minute = 60_000;

/** A cluster with the longest names that Azure allows. */
const clusterOf = (index: number) => ({
  subscriptionId,
  resourceGroup: `${String(index).padStart(4, '0')}${'g'.repeat(86)}`,
  name: `${String(index).padStart(4, '0')}${'n'.repeat(59)}`,
});
const idOf = ({ resourceGroup, name }: ReturnType<typeof clusterOf>) =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${name}`;

/** The most pools that AKS allows in a cluster, with much to say. */
const pools = Array.from({ length: 100 }, (_, index) => ({
  name: `katapool${String(index).padStart(4, '0')}`,
  ...{ provisioningState: 'Succeeded', powerState: 'Running', workloadRuntime: 'KataVmIsolation', count: 1 },
  nodeImageVersion: 'AKSAzureLinux-V3katagen2-202608.20.0',
  nodeTaints: [],
  tags: { tag: 'v'.repeat(5000) },
}));
const facts = (index: number) => ({
  ...{ id: idOf(clusterOf(index)), provisioningState: 'Succeeded', powerState: 'Running', tags: {}, pools },
});
const posture = (index: number, poolName = 'kata') =>
  ({
    cluster: clusterOf(index),
    poolName,
    provenAt: '2020-01-01T00:00:00Z',
    freshUntil: '2020-01-02T00:00:00Z',
  }) as Posture;

/** Settings that are as long as they may be. */
const settings = readSettings({
  KATAPROOF_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true',
  KATAPROOF_FLEET_SUBSCRIPTIONS: Array.from({ length: 180 }, (_, index) =>
    subscriptionId.replace(/^1{8}/, String(index).padStart(8, '0')),
  ).join(),
});

test('a night over pages of 150 clusters with the longest names crosses each boundary', async () => {
  const ports = {
    clusters: {
      listClusterPage: async () => ({
        clusters: Array.from({ length: 150 }, (_, index) => facts(index)),
        continuation: null,
      }),
    },
    postures: { listClusterPostures: async () => [] },
  } as unknown as Pick<Ports, 'clusters' | 'postures'>;
  const hub = createInProcessHub({
    orchestrators: {
      proveFleet: proveFleet as OrchestrationHandler,
      proveFleetLane: proveFleetLane as OrchestrationHandler,
      // biome-ignore lint/correctness/useYield: a visit that fails at once, with much to say
      *proveFleetCluster() {
        return { verdict: null, opened: 0, problem: 'p'.repeat(6000) };
      },
    },
    activities: {
      listFleetPage: async (order) => ({ ok: true, value: await listFleetPage(ports, order as FleetPageOrder) }),
    },
  });
  const input: FleetInput = {
    fleetId: 'fleet-2026-01-01',
    startedAt: '2026-01-01T02:00:00.000Z',
    subscriptions: settings.fleet.subscriptions.slice(0, 1),
    ...{ resourceGroups: [], tag: null, parallelClusters: 1, dueWithinMs: 0 },
    policy: settings.sandboxPolicy,
    options: { ...settings.workflow, taskHub: 'hub' },
    progress: noProgress,
  };
  hub.client.start('proveFleet', 'night', JSON.stringify(input));
  for (let minutes = 0; minutes < 20; minutes++) await hub.advance(minute);
  expect(hub.find('night').status).toBe('Completed');
  expect(hub.output('night')).toMatchObject({ seen: 150, visited: 150 });
  expect(largestOf(measureCrossings(hub.records)).bytes).toBeLessThan(mostBoundaryBytes);
  // The same night, when it has got on and its settings are as long as they may be.
  const progress = {
    ...noProgress,
    problems: Array.from({ length: 20 }, () => 'p'.repeat(300)),
    continuation: 'c'.repeat(2048),
  };
  const buckets = Object.fromEntries(
    Array.from({ length: 50 }, (_, lane) => [lane, { tokens: 0.123456789, atMs: 1e13 }]),
  );
  const late = { ...input, subscriptions: settings.fleet.subscriptions, progress: { ...progress, buckets } };
  expect(boundaryBytes(late)).toBeLessThan(mostBoundaryBytes);
});

test('a visit of a cluster with a hundred pools, and a page of stale clusters, cross each boundary', async () => {
  const ports = {
    clusters: { readCluster: async () => ({ cluster: facts(0) }) },
    postures: {
      listClusterPostures: async () =>
        pools.map(({ name }) => ({ ...posture(0, name), retired: false, changing: false })),
      listPostures: async ({ limit }: { limit: number }) => ({
        postures: Array.from({ length: limit }, (_, index) => ({ ...posture(index), retired: false, changing: false })),
        continuation: 'c'.repeat(500),
      }),
    },
    workloads: { inspectWorkloads: () => Promise.reject(new Error('It does not answer.')) },
    findings: { recordInspection: async () => ({ opened: [], resolved: [] }) },
  } as unknown as Pick<Ports, 'clusters' | 'postures' | 'findings' | 'workloads'>;
  const order = { cluster: clusterOf(0), now: '2026-01-01T00:00:00.000Z', dueWithinMs: 0 };
  const visit = await readVisit(ports, { ...order, policy: settings.sandboxPolicy });
  expect(visit.inspected).toBeNull();
  expect([visit.due.length, visit.pools.length]).toEqual([100, 100]);
  expect(boundaryBytes(visit)).toBeLessThan(mostBoundaryBytes);
  const page = await listStaleClusters(ports.postures, { at: '2026-01-01T00:00:00.000Z', continuation: null });
  expect(page.clusters.length).toBeGreaterThan(50);
  expect(boundaryBytes(page)).toBeLessThan(mostBoundaryBytes);
});
