import { expect, test } from '@jest/globals';
import type { OrchestrationHandler } from 'durable-functions';
import type { FleetPage } from '../../../shared/activities/list-fleet-page.ts';
import { fleetPace } from '../../../shared/fleet/pace-starts.ts';
import {
  type FleetInput,
  type FleetProgress,
  noProgress,
  proveFleet,
} from '../../../shared/workflow/fleet/prove-fleet.ts';
import type { FleetVisitInput } from '../../../shared/workflow/fleet/prove-fleet-cluster.ts';
import { proveFleetLane } from '../../../shared/workflow/fleet/prove-fleet-lane.ts';
import { createInProcessHub, hubStartMs } from '../../support/functions-host/in-process-hub.ts';

const minute = 60_000;

/** A night of two pages of four clusters, in two lanes. Each visit takes ten minutes; `dies` names those that throw. */
function openNight(laneDies: (order: { clusters: { name: string }[]; again: boolean }) => boolean = () => false) {
  const visited: string[] = [];
  const ids: string[] = [];
  const pages: FleetPage[] = ['a', 'b'].map((page, index) => ({
    clusters: [1, 2, 3, 4].map((number) => ({ resourceGroup: 'fleet', name: `${page}${number}` })),
    seen: 4,
    continuation: index === 0 ? 'next' : null,
    nextOffset: null,
  }));
  const hub = createInProcessHub({
    orchestrators: {
      proveFleet: proveFleet as OrchestrationHandler,
      *proveFleetLane(context) {
        if (laneDies(context.df.getInput())) throw new Error('The lane was hit.');
        return yield* proveFleetLane(context);
      },
      *proveFleetCluster(context) {
        const { cluster } = context.df.getInput<FleetVisitInput>();
        if (!context.df.isReplaying) ids.push(context.df.instanceId);
        yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 10 * minute));
        if (!context.df.isReplaying) visited.push(cluster.name);
        return { verdict: 'isolated', opened: 0, problem: null };
      },
    },
    activities: {
      listFleetPage: async (order) => ({
        ok: true,
        value: pages[(order as { continuation: string | null }).continuation === null ? 0 : 1],
      }),
    },
  });
  const input = {
    fleetId: 'fleet-2026-01-01',
    startedAt: '2026-01-01T02:00:00.000Z',
    subscriptions: ['11111111-1111-4111-8111-111111111111'],
    resourceGroups: [],
    tag: null,
    parallelClusters: 2,
    dueWithinMs: 0,
    policy: {},
    options: {},
    progress: noProgress,
  } as unknown as FleetInput;
  const ring = (startedAt = input.startedAt) =>
    hub.client.start('proveFleet', input.fleetId, JSON.stringify({ ...input, startedAt }));
  const pass = async (tens: number) => {
    for (let ten = 0; ten < tens; ten++) await hub.advance(10 * minute);
  };
  const end = () => hub.output(input.fleetId) as FleetProgress;
  return { hub, input, ring, pass, end, visited, ids, id: input.fleetId };
}

const all = ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'b3', 'b4'];

test('a lane that dies is walked again, and takes neither its sibling nor the next page with it', async () => {
  const { ring, pass, end, visited } = openNight(
    ({ clusters, again }) => !again && clusters.some(({ name }) => name === 'a1'),
  );
  ring();
  await pass(8);
  expect([...visited].sort()).toEqual(all);
  expect(end()).toMatchObject({ visited: 8, verdicts: { isolated: 8 }, problems: [], lost: 0 });
});

test('a lane that dies again is told of, and the rest of the night goes on', async () => {
  const { ring, pass, end, visited } = openNight(({ clusters }) => clusters.some(({ name }) => name === 'a1'));
  ring();
  await pass(8);
  expect([...visited].sort()).toEqual(['a2', 'a4', 'b1', 'b2', 'b3', 'b4']);
  expect(end()).toMatchObject({ visited: 6, lost: 1, problems: [expect.stringMatching(/a lane died twice.*a1, a3/)] });
});

test('a lane and a visit that an operator terminates end by themselves', async () => {
  const { hub, ring, pass, end, visited, ids, id } = openNight();
  ring();
  await hub.advance(minute);
  const [first] = ids;
  hub.client.terminate(first as string, 'by an operator');
  hub.client.terminate(`${id}-${Date.parse('2026-01-01T02:00:00.000Z')}-page-0-lane-1`, 'by an operator');
  await pass(10);
  expect(hub.find(id).status).toBe('Completed');
  expect(new Set(visited)).toEqual(new Set(all.slice(1)));
  expect(end()).toMatchObject({ lost: 0, problems: [expect.stringMatching(/^a1: the visit died/)] });
});

test('a night that died can be begun again while its lanes are still under way', async () => {
  const { hub, ring, pass, visited, ids, id } = openNight();
  ring();
  await hub.advance(minute);
  hub.client.terminate(id, 'by an operator');
  await hub.advance(minute);
  ring('2026-01-01T02:05:00.000Z');
  await pass(8);
  expect(hub.find(id).status).toBe('Completed');
  expect(new Set(visited)).toEqual(new Set(all));
  expect(new Set(ids).size).toBe(ids.length);
});

test('a list without an end is left, and the next subscription has its turn', async () => {
  const [endless, other] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
  const listed: string[] = [];
  const hub = createInProcessHub({
    orchestrators: { proveFleet: proveFleet as OrchestrationHandler },
    activities: {
      listFleetPage: async (order) => {
        const { subscriptionId } = order as { subscriptionId: string };
        listed.push(subscriptionId);
        const continuation = subscriptionId === endless ? `page-${listed.length}` : null;
        return { ok: true, value: { clusters: [], seen: 1, continuation, nextOffset: null } };
      },
    },
  });
  const progress: FleetProgress = { ...noProgress, pages: 990, pagesOfTarget: 990, continuation: 'page-990' };
  const input = { fleetId: 'fleet', startedAt: '2026-01-01T02:00:00.000Z', subscriptions: [endless, other], progress };
  const night = {
    ...input,
    resourceGroups: [],
    tag: null,
    parallelClusters: 2,
    dueWithinMs: 0,
    policy: {},
    options: {},
  };
  hub.client.start('proveFleet', 'fleet', JSON.stringify(night));
  await hub.advance(minute);
  expect(listed).toEqual([...Array(10).fill(endless), other]);
  expect(hub.output('fleet')).toMatchObject({ seen: 11, lost: 1, problems: [expect.stringContaining(endless)] });
});

test('a night takes what the bucket of its subscription allows, however its clusters are dealt out to lanes and pages', async () => {
  const [clusters, ofPage, visitMs] = [300, 100, 45_000];
  const startedAt: number[] = [];
  const hub = createInProcessHub({
    orchestrators: {
      proveFleet: proveFleet as OrchestrationHandler,
      proveFleetLane: proveFleetLane as OrchestrationHandler,
      *proveFleetCluster(context) {
        const nowMs = context.df.currentUtcDateTime.getTime();
        if (!context.df.isReplaying) startedAt.push(nowMs);
        yield context.df.createTimer(new Date(nowMs + visitMs));
        return { verdict: 'isolated', opened: 0, problem: null };
      },
    },
    activities: {
      listFleetPage: async (order) => {
        const first = Number((order as { continuation: string | null }).continuation ?? 0);
        const names = Array.from({ length: ofPage }, (_, index) => ({
          resourceGroup: 'fleet',
          name: `c${first + index}`,
        }));
        const next = first + ofPage;
        return {
          ok: true,
          value: {
            clusters: names,
            seen: ofPage,
            continuation: next < clusters ? String(next) : null,
            nextOffset: null,
          },
        };
      },
    },
  });
  const parallelClusters = 50;
  const input = { ...openNight().input, parallelClusters };
  hub.client.start('proveFleet', input.fleetId, JSON.stringify(input));
  for (let seconds = 0; seconds < 600 && startedAt.length < clusters; seconds++) await hub.advance(1000);
  const { perSecond } = fleetPace;
  const lastAt = Math.max(...startedAt);
  // Each lane may start one at once; from then on the rate decides.
  expect((lastAt - hubStartMs) / 1000).toBeLessThan((clusters - parallelClusters) / perSecond + 5);
  expect(startedAt).toHaveLength(clusters);
});
