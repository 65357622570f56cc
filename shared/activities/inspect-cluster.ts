import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { KataproofError } from '../errors/kataproof-error.ts';
import type { Findings } from '../ports/findings.ts';
import type { ManagedClusters } from '../ports/managed-clusters.ts';
import type { Failure } from '../ports/outcome.ts';
import type { WorkloadInspection } from '../ports/workload-inspection.ts';
import { findNonCompliance, listLookedForRules } from '../workloads/find-non-compliance.ts';
import type { SandboxPolicy } from '../workloads/sandbox-policy.ts';
import { standing } from '../workloads/standing.ts';

/**
 * Looks at what Azure and the cluster itself show, and records what does not comply. What could not be seen is neither
 * found nor resolved: if the API server does not answer, Azure's half is recorded all the same, and then its failure is
 * thrown (a coded error, retryable as it was). The same order again records the same. A stopped cluster runs nothing:
 * of it, Azure's half is all there is.
 */
export async function inspectCluster(
  ports: { clusters: ManagedClusters; workloads: WorkloadInspection; findings: Findings },
  order: { cluster: ClusterReference; policy: SandboxPolicy; at: string },
): Promise<{ opened: string[]; resolved: string[]; standing: number }> {
  const { cluster, policy, at } = order;
  const read = await ports.clusters.readCluster(cluster);
  if (!read.ok) throw asError(read.failure);
  const azure = read.value.cluster;
  if (!azure) throw new KataproofError('ClusterNotFound', `There is no AKS cluster ${cluster.name}, or it is hidden.`);
  const inspected = azure.powerState === 'Stopped' ? null : await ports.workloads.inspectWorkloads(cluster);

  const facts = { azure, workloads: inspected?.ok ? inspected.value : null, at };
  const found = findNonCompliance(facts, policy).map((finding) => ({ ...finding, cluster }));
  const { opened, resolved } = await ports.findings.recordLook({
    cluster,
    rules: listLookedForRules(facts),
    found,
    at,
  });
  if (inspected && !inspected.ok) throw asError(inspected.failure);
  const known = await ports.findings.listFindings(cluster);
  return { opened, resolved, standing: known.filter((finding) => standing(finding, at)).length };
}

function asError({ code, message, retryable, retryAfterMs }: Failure): KataproofError {
  return new KataproofError(code, message, { retryable, retryAfterMs });
}
