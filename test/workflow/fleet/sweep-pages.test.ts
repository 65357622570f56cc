import { describe, expect, test } from '@jest/globals';
import type { OrchestrationHandler } from 'durable-functions';
import { createActivities } from '../../../shared/activities/create-activities.ts';
import type { ClusterReference } from '../../../shared/clusters/cluster-reference.ts';
import { sweepPace } from '../../../shared/fleet/pace-starts.ts';
import type { Ports } from '../../../shared/ports/ports.ts';
import { boundaryBytes, mostBoundaryBytes } from '../../../shared/runs/boundary.ts';
import { type SweepEnd, type SweepInput, sweep } from '../../../shared/workflow/fleet/sweep.ts';
import { createInProcessHub } from '../../support/functions-host/in-process-hub.ts';

const subscription = (index: number) => `${String(index).padStart(8, '0')}-1111-4111-8111-111111111111`;
const inOneSubscription = (count: number): ClusterReference[] =>
  Array.from({ length: count }, (_, index) => {
    return { subscriptionId: subscription(0), resourceGroup: 'fleet', name: `c${index}` };
  });

/** Starts a sweep over clusters in each of which one object has expired; `broken` ones cannot be reached. */
function openSweep(
  known: ClusterReference[],
  broken: (name: string) => boolean = () => false,
  change: Partial<SweepInput> = {},
) {
  const forgotten: string[] = [];
  const visits: { name: string; atMs: number }[] = [];
  const ports = {
    records: {
      listKnownClusters: async () => known,
      removeStrayMarkers: async () => ({ removed: 0 }),
    },
    retention: {
      removeOlderThan: async () => ({ removed: { runs: 3, claims: 0, deliveries: 0 }, more: false }),
    },
    chains: {
      async removeOlderThan(before: string) {
        forgotten.push(before);
        return { removed: forgotten.length === 1 ? 200 : 7, more: forgotten.length === 1 };
      },
    },
    verification: {
      async removeExpired({ name }: ClusterReference) {
        visits.push({ name, atMs: hub.now() });
        return broken(name) ? { removed: [], problems: ['x'.repeat(600)] } : { removed: ['job'], problems: [] };
      },
    },
  } as unknown as Ports;
  const hub = createInProcessHub({
    orchestrators: { sweep: sweep as OrchestrationHandler },
    activities: createActivities(ports),
  });
  const input: SweepInput = {
    abandonedRunIds: [],
    expiredRunIds: [],
    closing: { ownNamespace: true, pollMs: 1, freshForMs: 1, flapThreshold: 2 },
    namespace: null,
    forgetBefore: '2026-01-01T00:00:00.000Z',
    ...change,
  };
  hub.client.start('sweep', 'sweep', JSON.stringify(input));
  return { hub, visits, forgotten };
}

/** Lets time pass until the sweep has ended; returns its end, and the most that its history and its input ever held. */
async function spend({ hub }: ReturnType<typeof openSweep>) {
  let [events, bytes] = [0, 0];
  for (;;) {
    const { status, history, inputJson } = hub.find('sweep');
    events = Math.max(events, history.length);
    bytes = Math.max(bytes, boundaryBytes(JSON.parse(inputJson ?? 'null')));
    if (status !== 'Running' && status !== 'Pending')
      return { status, events, bytes, end: hub.output('sweep') as SweepEnd };
    await hub.advance(1000);
  }
}

describe('a sweep of many clusters', () => {
  test('visits each once, at its pace, with a history that does not grow with their number', async () => {
    const few = openSweep(inOneSubscription(50));
    const many = openSweep(inOneSubscription(230));
    const [one, five] = [await spend(few), await spend(many)];
    expect(five.status).toBe('Completed');
    expect(five.end).toEqual({ runsClosed: 0, removed: 230, forgotten: 3, problems: [] });
    expect(many.visits.map(({ name }) => name)).toEqual(inOneSubscription(230).map(({ name }) => name));
    expect(five.events).toBeLessThanOrEqual(one.events * 1.5);
    const tookMs = (many.visits.at(-1)?.atMs ?? 0) - (many.visits[0]?.atMs ?? 0);
    expect(tookMs).toBeGreaterThanOrEqual(((230 - 1 - sweepPace.burst) * 1000) / sweepPace.perSecond);
  });

  test('passes on little, also where each has a subscription of its own and a problem', async () => {
    const known = Array.from({ length: 400 }, (_, index) => {
      return { subscriptionId: subscription(index), resourceGroup: 'fleet', name: `c${index}` };
    });
    const world = openSweep(known, () => true);
    const { status, bytes, end } = await spend(world);
    expect([status, world.visits.length]).toEqual(['Completed', 400]);
    expect(end.problems).toHaveLength(20);
    expect(bytes).toBeLessThan(mostBoundaryBytes);
  });

  test('forgets proofs by a moment of their own, a part at a time, and none where an earlier version started it', async () => {
    const forgetProofsBefore = '2025-10-03T00:00:00.000Z';
    const world = openSweep([], undefined, { forgetProofsBefore });
    expect((await spend(world)).end).toMatchObject({ forgotten: 3 + 200 + 3 + 7 });
    expect(world.forgotten).toEqual([forgetProofsBefore, forgetProofsBefore]);
    const before = openSweep([]);
    expect((await spend(before)).end).toMatchObject({ forgotten: 3 });
    expect(before.forgotten).toEqual([]);
  });

  test('goes on where its host was killed, and forgets no page', async () => {
    const clusters = inOneSubscription(60);
    const whole = openSweep(clusters);
    await spend(whole);
    for (let written = 2; written <= whole.hub.records.length; written += 41) {
      const world = openSweep(clusters);
      await spend(world);
      world.hub.restart(written);
      const { status, end } = await spend(world);
      expect([written, status, end]).toEqual([
        written,
        'Completed',
        { runsClosed: 0, removed: 60, forgotten: 3, problems: [] },
      ]);
    }
  });
});

test('a sweep beside a night lets clusters be, and forgets what is old all the same', async () => {
  const { hub, visits, forgotten } = openSweep(inOneSubscription(3), () => false, {
    clustersLater: true,
    forgetProofsBefore: '2026-01-01T00:00:00.000Z',
  });
  await hub.advance(60_000);
  expect(hub.output('sweep')).toMatchObject({ removed: 0, problems: [] });
  expect([visits, forgotten.length > 0]).toEqual([[], true]);
});
