import { describe, expect, test } from '@jest/globals';
import { checkCluster, refuseUnlessPassing } from '../../shared/api/check-cluster.ts';
import { HttpError } from '../../shared/api/http-error.ts';
import type { ClusterFacts } from '../../shared/clusters/cluster-facts.ts';
import { KataproofError } from '../../shared/errors/kataproof-error.ts';
import type { ManagedClusters } from '../../shared/ports/managed-clusters.ts';
import type { VerificationCluster } from '../../shared/ports/verification-cluster.ts';

const cluster = { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'g', name: 'c' };
const facts = { id: 'x', provisioningState: 'Succeeded', powerState: 'Running', pools: [] } as unknown as ClusterFacts;
const failing = (code: string, retryable: boolean) => new KataproofError(code, `${code} happened`, { retryable });

/** Runs the check with the answers or errors of ARM and then of the API server. Both ports are stubs. */
function check(arm: { cluster: ClusterFacts | null } | KataproofError, api?: KataproofError) {
  const clusters = { readCluster: () => answer(arm) } as unknown as ManagedClusters;
  const verification = { checkReachable: () => answer(api ?? { version: 'v1.35' }) } as unknown as VerificationCluster;
  return checkCluster({ clusters, verification }, cluster);
}

async function answer(what: object): Promise<object> {
  if (what instanceof KataproofError) throw what;
  return what;
}

describe('checkCluster', () => {
  test('has nothing against a running cluster that answers', async () => {
    expect(await check({ cluster: facts })).toBe(facts);
  });

  test.each([
    ['does not exist', { cluster: null }, 404, 'ClusterNotFound'],
    ['is stopped', { cluster: { ...facts, powerState: 'Stopped' } as ClusterFacts }, 409, 'ClusterStopped'],
    [
      'is being deleted',
      { cluster: { ...facts, provisioningState: 'Deleting' } as ClusterFacts },
      409,
      'ClusterDeleting',
    ],
    ['may not be read', failing('Forbidden', true), 403, 'Forbidden'],
    ['cannot be asked for, for want of an identity', failing('NoIdentity', false), 403, 'NoIdentity'],
    ['is behind an ARM that cannot be reached', failing('AzureUnreachable', true), 424, 'AzureUnreachable'],
  ])('refuses a cluster that %s', async (_, arm, status, code) => {
    await expect(check(arm)).rejects.toMatchObject({ status, code });
  });

  test.each(['ClusterUnreachable', 'MalformedAnswer', 'RedirectRefused'])(
    'refuses a cluster whose API server cannot be reached, or in whose place something else answers: %s',
    async (code) => {
      await expect(check({ cluster: facts }, failing(code, true))).rejects.toMatchObject({ status: 424, code });
    },
  );

  test.each([['Throttled'], ['ServerFailed']])('does not take %s for an answer: the run finds out', async (code) => {
    expect(await check(failing(code, true))).toBeNull();
    expect(await check({ cluster: facts }, failing(code, true))).toBe(facts);
  });
});

test('what was already refused stays as it was said', async () => {
  const gone = new HttpError(410, 'ListExpired', 'Begin again.');
  await expect(refuseUnlessPassing(Promise.reject(gone))).rejects.toBe(gone);
});
