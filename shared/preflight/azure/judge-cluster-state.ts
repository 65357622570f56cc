import type { ClusterFacts } from '../../clusters/cluster-facts.ts';
import { absentCluster, type ClusterReference } from '../../clusters/cluster-reference.ts';
import { isAtRest, unprovableInWords, whyClusterUnprovable } from '../../isolation/provable-pools.ts';
import { couldNotCheck, failed, passed, warning } from '../check-rows.ts';
import type { PreflightCheck } from '../preflight-check.ts';
import type { Reading } from '../reading.ts';

const name = 'cluster-state';

/** Whether the cluster exists, runs, and is at rest: AKS allows one write to a cluster at a time. */
export function judgeClusterState(cluster: ClusterReference, reading: Reading<ClusterFacts | null>): PreflightCheck[] {
  return [judge(cluster, reading)];
}

function judge(cluster: ClusterReference, reading: Reading<ClusterFacts | null>): PreflightCheck {
  if (!reading.ok) return couldNotCheck(name, `Cluster ${cluster.name}`, reading.failure);
  const facts = reading.value;
  if (!facts) return failed(name, absentCluster(cluster), 'Name a cluster that exists.');
  const unprovable = whyClusterUnprovable(facts);
  if (unprovable) return failed(name, `The cluster ${unprovableInWords[unprovable]}.`, 'Try again when it runs.');
  if (!isAtRest(facts))
    return warning(
      name,
      `The cluster is ${facts.provisioningState}: AKS allows one operation at a time.`,
      'Nothing: the run waits until that operation has ended.',
    );
  return passed(name, `The cluster is ${facts.provisioningState} and ${facts.powerState}.`);
}
