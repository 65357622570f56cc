import { expect, test } from '@jest/globals';
import { readVisit, type Visit } from '../../shared/activities/read-visit.ts';
import type { ClusterFacts } from '../../shared/clusters/cluster-facts.ts';
import { quarantineTaint } from '../../shared/clusters/quarantine.ts';
import { KataproofError } from '../../shared/errors/kataproof-error.ts';
import type { Ports } from '../../shared/ports/ports.ts';
import { at, cluster as facts, pod, policy } from '../support/samples/sample-facts.ts';

const cluster = { subscriptionId: 's', resourceGroup: 'g', name: 'aks-1' };

/** Visits a cluster with one Kata pool, and counts what is asked. */
async function visit(nodeTaints: string[], answers = true): Promise<Visit & { reads: number; inspections: string[] }> {
  let reads = 0;
  const inspections: string[] = [];
  const pool = { name: 'kata', workloadRuntime: 'KataVmIsolation', count: 1, nodeImageVersion: null, nodeTaints };
  const state = { provisioningState: 'Succeeded', powerState: 'Running' };
  const azure = { ...state, nodeAutoProvisioning: false, localAccountsDisabled: true, pools: [{ ...pool, ...state }] };
  const ports = {
    clusters: {
      async readCluster() {
        reads++;
        return { cluster: azure as unknown as ClusterFacts };
      },
    },
    postures: { listClusterPostures: async () => [] },
    workloads: {
      async inspectWorkloads() {
        if (!answers) throw new KataproofError('ClusterUnreachable', 'It does not answer.', { retryable: true });
        return facts({ pods: [pod({ runtimeClassName: null })] }).workloads;
      },
    },
    findings: {
      async recordInspection({ at: atMoment, found }: { at: string; found: { id: string }[] }) {
        inspections.push(atMoment);
        return { opened: found.map(({ id }) => id), resolved: [] };
      },
    },
  } as unknown as Pick<Ports, 'clusters' | 'postures' | 'workloads' | 'findings'>;
  const visited = await readVisit(ports, { cluster, now: at, dueWithinMs: 0, policy });
  return { ...visited, reads, inspections };
}

test('a visit asks Azure once, for what is due and for the inspection', async () => {
  const { due, inspected, reads, inspections } = await visit([]);
  expect(due).toMatchObject([{ poolName: 'kata', why: 'never-proven' }]);
  expect(inspected).toEqual({ opened: expect.any(Number) });
  expect([reads, inspections]).toEqual([1, [at]]);
});

test('a closed pool is inspected after its proof, which says why it is closed', async () => {
  expect(await visit([quarantineTaint])).toMatchObject({
    due: [{ poolName: 'kata' }],
    inspected: null,
    inspections: [],
  });
});

test('an API server that does not answer keeps nothing from being due', async () => {
  expect(await visit([], false)).toMatchObject({ due: [{ poolName: 'kata' }], inspected: null });
});
