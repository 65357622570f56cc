import type { ClusterFacts } from '../../clusters/cluster-facts.ts';
import { absentCluster, type ClusterReference } from '../../clusters/cluster-reference.ts';
import { isAtRest, unprovableInWords, whyClusterUnprovable } from '../../isolation/provable-pools.ts';
import { nameSome } from '../../plain/name-some.ts';
import { couldNotCheck, failed, passed, warning } from '../check-rows.ts';
import type { PreflightCheck } from '../preflight-check.ts';
import type { Reading } from '../reading.ts';

const name = 'cluster-state';

/** A failure that no later try heals: what is missing is a role, a tenant, an identity. */
const refusals = ['Forbidden', 'Unauthorized', 'NoIdentity', 'OtherTenant', 'ScopeNotAllowed'];

/** Whether the cluster exists, may be read, and runs. */
export function judgeClusterState(cluster: ClusterReference, reading: Reading<ClusterFacts | null>): PreflightCheck {
  if (!reading.ok) {
    const { code, message } = reading.failure;
    if (refusals.includes(code)) return failed(name, message, 'Give the app what this message asks for.');
    return couldNotCheck(name, `Cluster ${cluster.name}`, reading.failure);
  }
  const facts = reading.value;
  if (!facts) return failed(name, absentCluster(cluster), 'Name a cluster that exists.');
  const unprovable = whyClusterUnprovable(facts);
  if (unprovable === null)
    return passed(name, `The cluster is ${facts.provisioningState}, its power state ${facts.powerState}.`);
  const remedy = unprovable === 'stopped' ? `az aks start --name ${cluster.name}` : 'Name a cluster that runs.';
  return failed(name, `The cluster ${unprovableInWords[unprovable]}.`, remedy);
}

/** Whether something is being done to the cluster or its pools: AKS takes one write at a time. */
export function judgeOperations(facts: ClusterFacts): PreflightCheck {
  const busy = [
    ...(isAtRest(facts) ? [] : [`the cluster (${facts.provisioningState})`]),
    ...(facts.pools ?? [])
      .filter((pool) => !isAtRest(pool))
      .map((pool) => `node pool ${pool.name} (${pool.provisioningState})`),
  ];
  if (busy.length === 0) return passed('operations', 'Nothing else is being done to the cluster.');
  const message = `Something else is being done to ${nameSome(busy)}, and AKS takes one write at a time.`;
  return warning('operations', message, 'None is needed: a run waits for its turn. Or wait until it has ended.');
}

/** Node auto-provisioning goes with Kata pools, but not with AKS's own autoscaler. */
export function judgeNodeAutoProvisioning(facts: ClusterFacts, autoscaled: boolean): PreflightCheck {
  const check = 'node-auto-provisioning';
  if (!facts.nodeAutoProvisioning) return passed(check, 'Node auto-provisioning is off.');
  if (autoscaled)
    return failed(
      check,
      "Node auto-provisioning is on, and AKS's own autoscaler excludes it.",
      'Ask for a fixed number of nodes: leave enableAutoScaling out.',
    );
  return warning(
    check,
    'Node auto-provisioning is on: it makes nodes that belong to no pool, and may make Kata nodes too.',
    'Verify the whole cluster, not only this pool.',
  );
}

export function judgeLocalAccounts({ localAccountsDisabled }: ClusterFacts): PreflightCheck {
  if (localAccountsDisabled) return passed('local-accounts', 'Local accounts are disabled.');
  return warning(
    'local-accounts',
    'Local accounts are enabled: whoever gets their certificate administers the cluster, past Entra ID.',
    'az aks update --disable-local-accounts, where Entra ID is on.',
  );
}

/** Who reaches the API server. Whether this app does is another check, which asks it. */
export function judgeApiServerAccess({ privateCluster, apiServer }: ClusterFacts): PreflightCheck {
  const check = 'api-server-access';
  const runCommand = apiServer?.runCommandDisabled
    ? ' Run command is disabled, so there is no way around the network.'
    : ' Run command is enabled.';
  if (privateCluster)
    return warning(
      check,
      `The API server is private: only its network reaches it.${runCommand}`,
      'Run the app in that network, or one that is joined to it; see docs/private-clusters.md.',
    );
  const ranges = apiServer?.authorizedRanges ?? [];
  if (ranges.length === 0) return passed(check, 'The API server has a public address, open to every network.');
  return warning(
    check,
    `The API server answers only ${nameSome(ranges)}: a call from elsewhere gets no answer.${runCommand}`,
    "The app's outgoing addresses must be among them (a NAT gateway gives it fixed ones).",
  );
}
