import type { ClusterFacts } from '../clusters/cluster-facts.ts';
import { absentCluster, type ClusterReference } from '../clusters/cluster-reference.ts';
import { isQuarantine } from '../clusters/quarantine.ts';
import { KataproofError } from '../errors/kataproof-error.ts';
import { whyClusterUnprovable } from '../isolation/provable-pools.ts';
import type { Ports } from '../ports/ports.ts';
import { findNonCompliance, rulesLookedFor } from '../workloads/rules/find-non-compliance.ts';
import type { SandboxPolicy } from '../workloads/sandbox-policy.ts';
import { standing } from '../workloads/standing.ts';
import type { WorkloadFacts } from '../workloads/workload-facts.ts';

export type InspectionPorts = Pick<Ports, 'findings' | 'postures'> & {
  workloads: Pick<Ports['workloads'], 'inspectWorkloads'>;
};

/** Which cluster to inspect, by which policy and as of which moment (ISO 8601). */
export interface InspectionOrder {
  cluster: ClusterReference;
  policy: SandboxPolicy;
  at: string;
}

/**
 * Inspects a cluster through Azure Resource Manager and through its API server, and records what does not comply as of
 * `at` (ISO 8601). A rule whose facts could not be read neither finds nor resolves anything. If the API server does not
 * answer, the findings of the Azure side are recorded first, and then its error is thrown. A stopped cluster runs no
 * pods, so only the Azure side is inspected. Idempotent. Throws ClusterNotFound and other coded errors.
 */
export async function inspectCluster(
  ports: Pick<Ports, 'clusters'> & InspectionPorts,
  order: InspectionOrder,
): Promise<{ opened: string[]; resolved: string[]; standing: number }> {
  const { cluster: azure } = await ports.clusters.readCluster(order.cluster);
  if (!azure) throw new KataproofError('ClusterNotFound', absentCluster(order.cluster));
  const { opened, resolved, findings } = await inspectFacts(ports, azure, order);
  return { opened, resolved, standing: findings.filter((finding) => standing(finding, order.at)).length };
}

/** Whether a pool of the cluster is in quarantine. */
export function isAnyClosed({ pools }: Pick<ClusterFacts, 'pools'>): boolean {
  return pools?.some(({ nodeTaints }) => nodeTaints.some(isQuarantine)) ?? false;
}

/** The same for a cluster that Azure has just described. Throws the coded errors of the API server. */
export async function inspectFacts(
  ports: InspectionPorts,
  azure: ClusterFacts,
  { cluster, policy, at }: InspectionOrder,
): ReturnType<InspectionPorts['findings']['recordInspection']> {
  const inside: { workloads: WorkloadFacts | null; error?: unknown } =
    whyClusterUnprovable(azure) === 'stopped'
      ? { workloads: null }
      : await ports.workloads.inspectWorkloads(cluster).then(
          (workloads) => ({ workloads }),
          (error: unknown) => ({ workloads: null, error }),
        );

  // Why a pool is closed is all that proofs are asked for.
  const proofs = isAnyClosed(azure) ? await ports.postures.listClusterPostures(cluster) : [];
  const facts = { azure: { ...azure, proofs }, workloads: inside.workloads, at };
  const recorded = await ports.findings.recordInspection({
    cluster,
    rules: rulesLookedFor(facts),
    found: findNonCompliance(facts, policy),
    sources: facts.workloads ? ['azure', 'workloads'] : ['azure'],
    at,
  });
  if ('error' in inside) throw inside.error;
  return recorded;
}
