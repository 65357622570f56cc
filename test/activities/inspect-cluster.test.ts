import { describe, expect, test } from '@jest/globals';
import { inspectCluster } from '../../shared/activities/inspect-cluster.ts';
import type { ClusterFacts } from '../../shared/clusters/cluster-facts.ts';
import { KataproofError } from '../../shared/errors/kataproof-error.ts';
import type { Findings } from '../../shared/ports/findings.ts';
import type { ManagedClusters } from '../../shared/ports/managed-clusters.ts';
import type { Postures } from '../../shared/ports/postures.ts';
import type { Posture } from '../../shared/posture/posture.ts';
import type { Finding, Inspection } from '../../shared/workloads/finding.ts';
import { findingRuleIds } from '../../shared/workloads/finding-rules.ts';
import type { WorkloadFacts } from '../../shared/workloads/workload-facts.ts';
import { at, cluster as facts, pod, policy } from '../support/samples/sample-facts.ts';

const cluster = { subscriptionId: 's', resourceGroup: 'g', name: 'aks-1' };

const seen = facts({ pods: [pod({ runtimeClassName: null }), pod({ controller: null, name: 'fine' })] }).workloads;
const running = {
  provisioningState: 'Succeeded',
  powerState: 'Running',
  localAccountsDisabled: false,
  pools: [] as ClusterFacts['pools'],
} as ClusterFacts;
const inspected = seen as WorkloadFacts;
const broken = new KataproofError('ClusterUnreachable', 'It does not answer.', { retryAfterMs: 5000 });

async function answer<T extends object>(what: T | KataproofError): Promise<T> {
  if (what instanceof KataproofError) throw what;
  return what;
}

/** Sets what Azure and the cluster answer, and a store that records what it is told and already knows some findings. */
function setUp(
  azure: { cluster: ClusterFacts | null } | KataproofError,
  workloads: WorkloadFacts | KataproofError,
  known: Partial<Finding>[] = [],
) {
  const inspections: Inspection[] = [];
  const asked: string[] = [];
  const unused = () => Promise.reject(new Error('Nobody should ask for this.'));
  const clusters: ManagedClusters = {
    readCluster: () => answer(azure),
    readPool: unused,
    ensurePool: unused,
    removePool: unused,
    liftQuarantine: unused,
    reconcileCluster: unused,
    listClusters: unused,
    listClusterPage: unused,
  } as ManagedClusters;
  const findings: Findings = {
    async recordInspection(inspection) {
      inspections.push(inspection);
      return { opened: inspection.found.map(({ id }) => id), resolved: ['gone'], findings: known as Finding[] };
    },
    listFindings: unused,
    readLastInspections: unused,
    waive: unused,
  };
  const inside = {
    inspectWorkloads() {
      asked.push('workloads');
      return answer(workloads);
    },
  };
  const postures = {
    listClusterPostures: async () => [{ poolName: 'Kata', verdict: 'suspect', reason: 'So.', provenAt: at } as Posture],
  } as unknown as Postures;
  return { ports: { clusters, workloads: inside, findings, postures }, inspections, asked };
}

const order = { cluster, policy, at };
const readable = { cluster: running };

describe('an inspection of a cluster', () => {
  test('records what both sides show, and says what stands', async () => {
    const until = '2027-01-01T00:00:00Z';
    const { ports, inspections } = setUp(readable, inspected, [
      { resolvedAt: null, waiver: null },
      { resolvedAt: null, waiver: { reason: 'r', until, at: null, by: null } },
      { resolvedAt: at, waiver: null },
    ]);
    const outcome = await inspectCluster(ports, order);
    expect(inspections).toHaveLength(1);
    expect(inspections[0]).toMatchObject({ cluster, at, rules: findingRuleIds, sources: ['azure', 'workloads'] });
    expect(inspections[0]?.found.map(({ rule }) => rule)).toEqual(['local-accounts-enabled', 'pod-not-sandboxed']);
    expect(outcome).toEqual({ opened: inspections[0]?.found.map(({ id }) => id), resolved: ['gone'], standing: 1 });
  });

  test('resolves nothing inside a cluster that does not answer, and fails as the cluster did', async () => {
    const { ports, inspections } = setUp(readable, broken);
    await expect(inspectCluster(ports, order)).rejects.toMatchObject({
      code: 'ClusterUnreachable',
      retryable: true,
      retryAfterMs: 5000,
    });
    expect(inspections[0]?.found.map(({ rule }) => rule)).toEqual(['local-accounts-enabled']);
    expect(inspections[0]?.sources).toEqual(['azure']);
    expect(inspections[0]?.rules).not.toContain('pod-not-sandboxed');
  });

  test('resolves nothing of pools that Azure does not tell', async () => {
    const { ports, inspections } = setUp({ cluster: { ...running, pools: null } }, inspected);
    await inspectCluster(ports, order);
    expect(inspections[0]?.rules).not.toContain('old-pool-runtime');
    expect(inspections[0]?.rules).not.toContain('pool-in-quarantine');
    expect(inspections[0]?.rules).toContain('local-accounts-enabled');
  });

  test('tells of a pool in quarantine why it is closed', async () => {
    const taint = 'kataproof.io/quarantine=unproven:NoSchedule';
    const pools = [{ name: 'kata', workloadRuntime: 'KataVmIsolation', nodeTaints: ['a=b:NoSchedule', taint] }];
    const { ports, inspections } = setUp(
      { cluster: { ...running, pools: pools as unknown as ClusterFacts['pools'] } },
      inspected,
    );
    await inspectCluster(ports, order);
    const found = inspections[0]?.found.filter(({ rule }) => rule === 'pool-in-quarantine');
    expect(found).toMatchObject([{ subject: 'NodePool/kata', message: expect.stringContaining(taint) }]);
    expect(found?.[0]?.message).toContain(`last proven at ${at}, as suspect: So.`);
  });

  test('asks a stopped cluster nothing, and that is no failure', async () => {
    const { ports, inspections, asked } = setUp({ cluster: { ...running, powerState: 'Stopped' } }, broken);
    expect(await inspectCluster(ports, order)).toMatchObject({ standing: 0 });
    expect(asked).toEqual([]);
    expect(inspections[0]?.rules).not.toContain('pod-not-sandboxed');
  });

  test('records nothing when Azure does not answer, or knows no such cluster', async () => {
    const silent = setUp(broken, inspected);
    await expect(inspectCluster(silent.ports, order)).rejects.toMatchObject({ code: 'ClusterUnreachable' });
    const gone = setUp({ cluster: null }, inspected);
    await expect(inspectCluster(gone.ports, order)).rejects.toMatchObject({
      code: 'ClusterNotFound',
      retryable: false,
    });
    expect([...silent.inspections, ...gone.inspections]).toEqual([]);
  });
});
