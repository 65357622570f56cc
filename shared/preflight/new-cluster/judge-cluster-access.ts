import type { NewClusterSpec } from '../../clusters/new-cluster-spec.ts';
import type { PoolSpec } from '../../clusters/pool-spec.ts';
import { roleNames } from '../../clusters/role-names.ts';
import { keepsPodsOff } from '../../clusters/taint-effect.ts';
import type { RunCommandPolicy } from '../../clusters/transport.ts';
import { failed, passed, warning } from '../check-rows.ts';
import type { Refusal } from '../judge-pool-request.ts';
import type { PreflightCheck } from '../preflight-check.ts';

/** What decides, beside the cluster itself, how this app would reach it. */
export interface ReachOrder {
  /** The Kata pool that the cluster gets. */
  pool: Pick<PoolSpec, 'nodeTaints' | 'quarantine'> | null;
  runCommand: RunCommandPolicy;
}

/**
 * Whether this app could log in to a cluster that is not there yet, and reach its API server, as far as the request and
 * the settings tell. A cluster in which it could do nothing could never be proven.
 */
export function judgeClusterAccess(newCluster: NewClusterSpec, order: ReachOrder): PreflightCheck[] {
  return [judgeRights(newCluster), judgeReach(newCluster, order)];
}

/** Why this app could do nothing in a new cluster, whatever network it is in; null when no reason is known. */
export function refuseUnprovable(newCluster: NewClusterSpec): Refusal | null {
  const bad = judgeRights(newCluster);
  if (bad.outcome !== 'failed') return null;
  const message = [bad.message, bad.remedy].filter(Boolean).join(' ');
  return { code: 'ClusterNotProvable', kind: 'wrong', target: 'newCluster.aadProfile', message };
}

const rights = 'new-cluster-rights';

function judgeRights({ aadProfile }: NewClusterSpec): PreflightCheck {
  if (aadProfile === null)
    return warning(
      rights,
      'Without Entra ID everybody who may read the credentials of the cluster is its administrator, this app too.',
      'Leave aadProfile out, or give it: roles of Azure decide then.',
    );
  if (aadProfile.enableAzureRBAC)
    return passed(
      rights,
      `Roles of Azure decide in the cluster: this app's identity needs the role ${roleNames.kubernetes} on its resource group, or above.`,
    );
  if (aadProfile.adminGroupObjectIDs.length > 0)
    return warning(
      rights,
      'Kubernetes’ own roles decide in the cluster, and nobody has given this app one there: it gets in only as a member of a group of adminGroupObjectIDs.',
      "Make this app's identity a member of such a group, or set enableAzureRBAC to true.",
    );
  return failed(
    rights,
    'Kubernetes’ own roles would decide in the cluster, and nobody could give this app one: no group administers it, and this app uses no local accounts where there is Entra ID.',
    "Set aadProfile.enableAzureRBAC to true, or name in adminGroupObjectIDs a group that this app's identity belongs to.",
  );
}

const reach = 'new-cluster-reach';

function judgeReach(newCluster: NewClusterSpec, order: ReachOrder): PreflightCheck {
  const { enablePrivateCluster, authorizedIPRanges } = newCluster.apiServerAccessProfile;
  if (enablePrivateCluster) return judgePrivateReach(newCluster, order);
  if (authorizedIPRanges.length > 0)
    return warning(
      reach,
      `The API server will answer ${authorizedIPRanges.length} ranges of addresses alone, and this app does not know its own address.`,
      'See to it that authorizedIPRanges has the outgoing addresses of this app.',
    );
  return passed(reach, 'The API server will be reachable from everywhere.');
}

/** Whether commands are the only way into a cluster: it is private, in a network that AKS makes for it. */
export function isReachedByCommands(
  { apiServerAccessProfile, systemPool }: NewClusterSpec,
  runCommand: RunCommandPolicy = 'never',
): boolean {
  const { enablePrivateCluster, disableRunCommand } = apiServerAccessProfile;
  const allowed = runCommand !== 'never' && disableRunCommand !== true;
  return enablePrivateCluster && allowed && systemPool.vnetSubnetID === undefined;
}

/**
 * Nothing is peered with a network that AKS makes for the cluster, so commands are the only way into it. Their pods bear no
 * taint (docs/private-clusters.md).
 */
function judgePrivateReach({ apiServerAccessProfile, systemPool }: NewClusterSpec, order: ReachOrder): PreflightCheck {
  const { pool, runCommand } = order;
  const isDisabled = apiServerAccessProfile.disableRunCommand === true;
  const byNetwork = systemPool.vnetSubnetID !== undefined;
  const serious = byNetwork ? warning : failed;
  const ownNetwork = 'Give both pools subnets of a virtual network that this app reaches';
  if (isDisabled || runCommand === 'never') {
    const way = byNetwork ? '' : ', which nothing has when AKS makes that network';
    const allow = isDisabled ? 'set disableRunCommand to false' : 'let this app run commands (KATAPROOF_RUN_COMMAND)';
    const message = `The API server will be private: this app reaches it only from a network that is peered with the cluster's${way}.`;
    return serious(reach, message, `${ownNetwork}, or ${allow}.`);
  }
  const untaint = 'set newCluster.systemPool.nodeTaints to []';
  if (!systemPool.nodeTaints.some(keepsPodsOff))
    return warning(
      reach,
      "The API server will be private: this app reaches it from a network that is peered with the cluster's, or by run command alone.",
      'Run this app in a virtual network that reaches the cluster’s, for proofs without run command.',
    );
  if (pool && (pool.quarantine || pool.nodeTaints.some(keepsPodsOff)))
    return serious(
      reach,
      'The API server will be private, and no pod of run command would find a place: the taints of both pools keep it off.',
      `${ownNetwork}, or ${untaint}.`,
    );
  return warning(
    reach,
    'The API server will be private. Pods of run command, by which this app reaches it without a network of its own, would run on the very nodes that are to be proven: the taint of the System pool keeps them off.',
    `${ownNetwork}, or ${untaint}.`,
  );
}
