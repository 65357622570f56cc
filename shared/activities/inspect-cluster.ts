import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { KataproofError } from '../errors/kataproof-error.ts';
import type { Ports } from '../ports/ports.ts';
import { findNonCompliance, rulesLookedFor } from '../workloads/find-non-compliance.ts';
import type { SandboxPolicy } from '../workloads/sandbox-policy.ts';
import { standing } from '../workloads/standing.ts';
import type { WorkloadFacts } from '../workloads/workload-facts.ts';

/**
 * Inspects what Azure and the cluster itself show, and records what does not comply. What could not be seen is neither
 * found nor resolved: if the API server does not answer, Azure's half is recorded all the same, and then its error is
 * thrown. The same order again records the same. A stopped cluster runs nothing: of it, Azure's half is all there is.
 */
export async function inspectCluster(
  ports: Pick<Ports, 'clusters' | 'workloads' | 'findings'>,
  { cluster, policy, at }: { cluster: ClusterReference; policy: SandboxPolicy; at: string },
): Promise<{ opened: string[]; resolved: string[]; standing: number }> {
  const { cluster: azure } = await ports.clusters.readCluster(cluster);
  if (!azure) throw new KataproofError('ClusterNotFound', `There is no AKS cluster ${cluster.name}, or it is hidden.`);
  const inside: { workloads: WorkloadFacts | null; error?: unknown } =
    azure.powerState === 'Stopped'
      ? { workloads: null }
      : await ports.workloads.inspectWorkloads(cluster).then(
          (workloads) => ({ workloads }),
          (error: unknown) => ({ workloads: null, error }),
        );

  const facts = { azure, workloads: inside.workloads, at };
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
