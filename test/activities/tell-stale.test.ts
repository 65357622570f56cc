import { describe, expect, test } from '@jest/globals';
import { tellStale } from '../../shared/activities/tell-stale.ts';
import type { Posture } from '../../shared/posture/posture.ts';

const cluster = { subscriptionId: 's', resourceGroup: 'g', name: 'aks-1' };
const at = '2026-11-20T02:00:00.000Z';

const old: Posture = {
  ...{ cluster, poolName: 'kata', verdict: 'isolated', reason: '', runId: 'r1', evidenceHash: 'h' },
  ...{ since: '2026-11-01T00:00:00Z', provenAt: '2026-11-01T00:00:00Z', freshUntil: '2026-11-08T00:00:00Z' },
  ...{ nodeImageVersion: null, nodesPresent: 1, nodesProven: 1, changing: false, retired: false },
  ...{ evidenceSince: null, changingSince: null },
};

const running = { provisioningState: 'Succeeded', powerState: 'Running', nodeAutoProvisioning: false, pools: null };

/** Asks about one old proof, of a cluster that ARM describes so; undefined when ARM does not answer. */
async function tell(facts: object | null | undefined): Promise<string[]> {
  let row = old;
  const ports = {
    clusters: {
      readCluster: async () => {
        if (facts === undefined) throw new Error('throttled');
        return { cluster: facts };
      },
    },
    postures: {
      listClusterPostures: async () => [row],
      readPosture: async () => ({ value: row, eTag: 'e' }),
      writePosture: async (written: Posture) => {
        row = written;
        return { written: true };
      },
    },
    alertStates: {
      readAlertState: async () => ({ value: null, eTag: null }),
      writeAlertState: async () => ({ written: true }),
      enqueueDelivery: async () => {},
    },
    sinks: { namesFor: () => [] },
  } as unknown as Parameters<typeof tellStale>[0];
  return (await tellStale(ports, { cluster, at })).stale;
}

describe('a proof that is too old', () => {
  test.each([
    ['of a running cluster', running],
    ['of a cluster that ARM does not tell of', undefined],
  ])('%s is told', async (_which, facts) => {
    expect(await tell(facts)).toEqual(['kata']);
  });

  test.each([
    ['of a stopped cluster, even if ARM does not tell its pools', { ...running, powerState: 'Stopped' }],
    ['of a cluster that no longer exists', null],
  ])('%s is not: nothing can be proven there', async (_which, facts) => {
    expect(await tell(facts)).toEqual([]);
  });
});
