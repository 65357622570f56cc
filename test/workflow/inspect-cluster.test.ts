import { describe, expect, test } from '@jest/globals';
import type { Finding, Findings } from '../../shared/ports/findings.ts';
import type { ClusterFacts, ManagedClusters } from '../../shared/ports/managed-clusters.ts';
import type { Outcome } from '../../shared/ports/outcome.ts';
import { inspectCluster } from '../../shared/workflow/inspect-cluster.ts';
import { findingRuleIds } from '../../shared/workloads/finding-rules.ts';
import type { WorkloadFacts } from '../../shared/workloads/workload-facts.ts';
import { at, cluster as facts, pod, policy } from '../support/samples/sample-facts.ts';

const cluster = { subscriptionId: 's', resourceGroup: 'g', name: 'aks-1' };
type Look = Parameters<Findings['recordLook']>[0];

const seen = facts({ pods: [pod({ runtimeClassName: null }), pod({ controller: null, name: 'fine' })] }).workloads;
const running = {
  powerState: 'Running',
  localAccountsDisabled: false,
  pools: [] as ClusterFacts['pools'],
} as ClusterFacts;
const inspected: Outcome<WorkloadFacts> = { ok: true, value: seen as WorkloadFacts };
const broken: Outcome<never> = {
  ok: false,
  failure: { code: 'ClusterUnreachable', message: 'It does not answer.', retryable: true, retryAfterMs: 5000 },
};

/** What Azure and the cluster answer, and a memory that notes what it is told and knows some findings already. */
function setUp(
  azure: Awaited<ReturnType<ManagedClusters['readCluster']>>,
  workloads: Outcome<WorkloadFacts>,
  known: Partial<Finding>[] = [],
) {
  const looks: Look[] = [];
  const asked: string[] = [];
  const unused = () => Promise.reject(new Error('Nobody should ask for this.'));
  const clusters: ManagedClusters = {
    readCluster: async () => azure,
    readPool: unused,
    ensurePool: unused,
    removePool: unused,
    reconcileCluster: unused,
    listClusters: unused,
    listClusterPage: unused,
  } as ManagedClusters;
  const findings: Findings = {
    async recordLook(look) {
      looks.push(look);
      return { opened: look.found.map(({ id }) => id), resolved: ['gone'] };
    },
    listFindings: async () => known as Finding[],
    waive: unused,
  };
  const inspection = {
    async inspectWorkloads() {
      asked.push('workloads');
      return workloads;
    },
  };
  return { ports: { clusters, workloads: inspection, findings }, looks, asked };
}

const order = { cluster, policy, at };
const readable = { ok: true as const, value: { cluster: running } };

describe('a look at a cluster', () => {
  test('records what both sides show, and says what stands', async () => {
    const until = '2027-01-01T00:00:00Z';
    const { ports, looks } = setUp(readable, inspected, [
      { resolvedAt: null, waiver: null },
      { resolvedAt: null, waiver: { reason: 'r', until } },
      { resolvedAt: at, waiver: null },
    ]);
    const outcome = await inspectCluster(ports, order);
    expect(looks).toHaveLength(1);
    expect(looks[0]).toMatchObject({ cluster, at, rules: findingRuleIds });
    expect(looks[0]?.found.map(({ rule }) => rule)).toEqual(['local-accounts-enabled', 'pod-not-sandboxed']);
    expect(looks[0]?.found.every((finding) => finding.cluster === cluster)).toBe(true);
    expect(outcome).toEqual({ opened: looks[0]?.found.map(({ id }) => id), resolved: ['gone'], standing: 1 });
  });

  test('resolves nothing inside a cluster that does not answer, and fails as the cluster did', async () => {
    const { ports, looks } = setUp(readable, broken);
    await expect(inspectCluster(ports, order)).rejects.toMatchObject({
      code: 'ClusterUnreachable',
      retryable: true,
      retryAfterMs: 5000,
    });
    expect(looks[0]?.found.map(({ rule }) => rule)).toEqual(['local-accounts-enabled']);
    expect(looks[0]?.rules).not.toContain('pod-not-sandboxed');
  });

  test('asks a stopped cluster nothing, and that is no failure', async () => {
    const { ports, looks, asked } = setUp(
      { ok: true, value: { cluster: { ...running, powerState: 'Stopped' } } },
      broken,
    );
    expect(await inspectCluster(ports, order)).toMatchObject({ standing: 0 });
    expect(asked).toEqual([]);
    expect(looks[0]?.rules).not.toContain('pod-not-sandboxed');
  });

  test('records nothing when Azure does not answer, or knows no such cluster', async () => {
    const silent = setUp(broken, inspected);
    await expect(inspectCluster(silent.ports, order)).rejects.toMatchObject({ code: 'ClusterUnreachable' });
    const gone = setUp({ ok: true, value: { cluster: null } }, inspected);
    await expect(inspectCluster(gone.ports, order)).rejects.toMatchObject({
      code: 'ClusterNotFound',
      retryable: false,
    });
    expect([...silent.looks, ...gone.looks]).toEqual([]);
  });
});
