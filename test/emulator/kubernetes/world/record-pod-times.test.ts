import { expect, test } from '@jest/globals';
import { recordPodTimes } from '../../../../emulator/kubernetes/api-server/store/record-pod-times.ts';
import { hasPhase, podObject, startWorld } from './start-world.ts';

test('the times of a pod are those of the clock, and the end of one that is deleted is its end', async () => {
  const world = await startWorld();
  const times = recordPodTimes(world.store, world.clock);
  const createdAtMs = world.clock.now();
  world.create('pods', podObject('brief', 'sleep 3'));
  world.create('pods', podObject('deleted', 'sleep 1000'));
  await world.eventually('the end', hasPhase(world, 'brief', 'Succeeded'));
  const endedAtMs = world.clock.now();
  world.store.requestDeletion('pods', 'default', 'deleted', { gracePeriodSeconds: 0 });
  await world.eventually('no pod', () => !world.store.read('pods', 'default', 'deleted'));
  const [brief, deleted] = times.filter(({ namespace }) => namespace === 'default');
  expect(brief).toMatchObject({ name: 'brief', createdAtMs });
  expect(brief?.readyAtMs).toBeGreaterThan(createdAtMs);
  expect((brief?.endedAtMs ?? 0) - (brief?.readyAtMs ?? 0)).toBeGreaterThanOrEqual(3_000);
  expect(brief?.endedAtMs).toBeLessThanOrEqual(endedAtMs);
  expect(deleted).toMatchObject({ name: 'deleted', createdAtMs, endedAtMs: expect.any(Number) });
});
