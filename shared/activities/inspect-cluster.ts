import { absentCluster, type ClusterReference } from '../clusters/cluster-reference.ts';
import { isQuarantine } from '../clusters/quarantine.ts';
import { KataproofError } from '../errors/kataproof-error.ts';
import { whyClusterUnprovable } from '../isolation/provable-pools.ts';
import type { Ports } from '../ports/ports.ts';
import { findNonCompliance, rulesLookedFor } from '../workloads/rules/find-non-compliance.ts';
import type { SandboxPolicy } from '../workloads/sandbox-policy.ts';
import { standing } from '../workloads/standing.ts';
import type { WorkloadFacts } from '../workloads/workload-facts.ts';

/**
 * Inspects a cluster through Azure Resource Manager and through its API server, and records what does not comply as of
 * `at` (ISO 8601). A rule whose facts could not be read neither finds nor resolves anything. If the API server does not
 * answer, the findings of the Azure side are recorded first, and then its error is thrown. A stopped cluster runs no
 * pods, so only the Azure side is inspected. Idempotent. Throws ClusterNotFound and other coded errors.
 */
export async function inspectCluster(
  ports: Pick<Ports, 'clusters' | 'findings' | 'postures'> & {
    workloads: Pick<Ports['workloads'], 'inspectWorkloads'>;
  },
  { cluster, policy, at }: { cluster: ClusterReference; policy: SandboxPolicy; at: string },
): Promise<{ opened: string[]; resolved: string[]; standing: number }> {
  const { cluster: azure } = await ports.clusters.readCluster(cluster);
  if (!azure) throw new KataproofError('ClusterNotFound', absentCluster(cluster));
  const inside: { workloads: WorkloadFacts | null; error?: unknown } =
    whyClusterUnprovable(azure) === 'stopped'
      ? { workloads: null }
      : await ports.workloads.inspectWorkloads(cluster).then(
          (workloads) => ({ workloads }),
          (error: unknown) => ({ workloads: null, error }),
        );

  // Why a pool is closed is all that proofs are asked for.
  const isAnyClosed = azure.pools?.some(({ nodeTaints }) => nodeTaints.some(isQuarantine));
  const proofs = isAnyClosed ? await ports.postures.listClusterPostures(cluster) : [];
  const facts = { azure: { ...azure, proofs }, workloads: inside.workloads, at };
  const { opened, resolved } = await ports.findings.recordInspection({
    cluster,
    rules: rulesLookedFor(facts),
    found: findNonCompliance(facts, policy),
    sources: facts.workloads ? ['azure', 'workloads'] : ['azure'],
    at,
  });
  if ('error' in inside) throw inside.error;
  const known = await ports.findings.listFindings(cluster);
  return { opened, resolved, standing: known.filter((finding) => standing(finding, at)).length };
}
