import { afterEach, describe, expect, test } from '@jest/globals';
import { createSteppedClock, type SteppedClock } from '../../emulator/seams/clock.ts';
import { createManagedClusters } from '../../shared/azure/arm-managed-clusters.ts';
import type { PoolSpec } from '../../shared/clusters/pool-spec.ts';
import { accessTo, clusterOf } from '../support/azure/arm-access.ts';
import { type EmulatedAzure, startEmulatedAzure } from '../support/azure/emulated-azure.ts';
import { failureOf } from '../support/failure-of.ts';

const spec: PoolSpec = {
  ...{
    name: 'kata',
    vmSize: 'Standard_D4s_v5',
    count: 2,
    nodeLabels: { team: 'a' },
    zones: ['1'],
    tags: { cost: 'x' },
  },
  ...{ nodeTaints: ['team=a:NoSchedule'], quarantine: true, osDiskSizeGB: 64, maxPods: 40 },
  ...{ kubeletConfig: { failSwapOn: false }, linuxOSConfig: { swapFileSizeMB: 100 } },
};

let azure: EmulatedAzure;
let clock: SteppedClock;
afterEach(() => azure.stop());

/** A pool in quarantine that is ready. */
async function start(change: Partial<PoolSpec> = {}) {
  clock = createSteppedClock(Date.now());
  azure = await startEmulatedAzure({ speed: 1, clock, clusters: [{ name: 'demo' }] });
  const [clusters, cluster] = [createManagedClusters(accessTo(azure)), clusterOf(azure)];
  await clusters.ensurePool(cluster, { ...spec, ...change }, 'run-1');
  await clock.advance(5 * 60_000);
  const path = `${azure.clusterPath}/agentPools/kata`;
  const read = async () => (await azure.arm('GET', path)).body.properties;
  return { lift: (eTag: string | null) => clusters.liftQuarantine(cluster, 'kata', eTag), read, path };
}

describe('the quarantine of a pool', () => {
  test('is lifted, and nothing else is changed', async () => {
    const { lift, read } = await start();
    const { eTag, nodeTaints, provisioningState, ...before } = await read();
    expect({ nodeTaints, provisioningState }).toEqual({
      nodeTaints: ['team=a:NoSchedule', 'kataproof.io/quarantine=unproven:NoSchedule'],
      provisioningState: 'Succeeded',
    });
    expect(await lift(eTag)).toEqual({ state: 'requested' });
    await clock.advance(5 * 60_000);
    const { eTag: newTag, ...after } = await read();
    expect(after).toEqual({ ...before, nodeTaints: ['team=a:NoSchedule'], provisioningState: 'Succeeded' });
    expect(newTag).not.toBe(eTag);
  });

  test('is lifted of an autoscaled pool without a word about the number of its nodes', async () => {
    const { lift, read } = await start({ enableAutoScaling: true, minCount: 1, maxCount: 5 });
    expect(await lift((await read()).eTag)).toEqual({ state: 'requested' });
    expect(await read()).toMatchObject({ count: 2, minCount: 1, maxCount: 5, nodeTaints: ['team=a:NoSchedule'] });
  });

  test('is not lifted of a pool that has changed meanwhile: nodes may have come', async () => {
    const { lift, read, path } = await start();
    const { eTag } = await read();
    await azure.arm('PUT', path, { properties: { count: 3 } });
    expect(await failureOf(lift(eTag))).toMatchObject({ code: 'PreconditionFailed', retryable: true });
    expect((await read()).nodeTaints).toHaveLength(2);
  });

  test('is not lifted where a PUT would lose a field that this version does not know', async () => {
    const { lift, read, path } = await start();
    await azure.arm('PUT', path, { properties: { novelty: 'x' } });
    await clock.advance(5 * 60_000);
    expect(await failureOf(lift((await read()).eTag))).toMatchObject({
      ...{ code: 'NodePoolDoesNotRoundTrip', retryable: false },
      message: expect.stringContaining('properties.novelty'),
    });
    expect((await read()).nodeTaints).toHaveLength(2);
  });

  test('waits for another operation on the cluster', async () => {
    const { lift, read } = await start();
    const { eTag } = await read();
    await azure.arm('PUT', `${azure.clusterPath}/agentPools/other`, { properties: { count: 1 } });
    expect(await failureOf(lift(eTag))).toMatchObject({ code: 'OperationNotAllowed', retryable: true });
  });

  test('is gone with its pool', async () => {
    const { lift, read, path } = await start();
    const { eTag } = await read();
    await azure.arm('DELETE', path);
    await clock.advance(10 * 60_000);
    expect(await lift(eTag)).toEqual({ state: 'absent' });
  });
});
