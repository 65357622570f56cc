import type { NewClusterSpec } from '../../clusters/new-cluster-spec.ts';
import { roleNames } from '../../clusters/role-names.ts';
import { failed, passed, warning } from '../check-rows.ts';
import type { Refusal } from '../judge-pool-request.ts';
import type { PreflightCheck } from '../preflight-check.ts';

/**
 * Whether this app could log in to a cluster that is not there yet, and reach its API server, as far as the request alone
 * tells. A cluster in which it could do nothing could never be proven.
 */
export function judgeClusterAccess(newCluster: NewClusterSpec): PreflightCheck[] {
  return [judgeRights(newCluster), judgeReach(newCluster)];
}

/** Why a new cluster could be made and never be proven; null when no reason is known. */
export function refuseUnprovable(newCluster: NewClusterSpec): Refusal | null {
  const bad = judgeClusterAccess(newCluster).find(({ outcome }) => outcome === 'failed');
  if (!bad) return null;
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

function judgeReach({ apiServerAccessProfile }: NewClusterSpec): PreflightCheck {
  const { enablePrivateCluster, authorizedIPRanges, disableRunCommand } = apiServerAccessProfile;
  if (enablePrivateCluster)
    return warning(
      reach,
      `The API server will be private: this app reaches it from a network that is peered with the cluster's${disableRunCommand ? '' : ', or by run command'} alone.`,
      disableRunCommand
        ? 'Run this app in a virtual network that reaches the cluster’s, or set disableRunCommand to false.'
        : 'Run this app in a virtual network that reaches the cluster’s, for proofs without run command.',
    );
  if (authorizedIPRanges.length > 0)
    return warning(
      reach,
      `The API server will answer ${authorizedIPRanges.length} ranges of addresses alone, and this app does not know its own address.`,
      'See to it that authorizedIPRanges has the outgoing addresses of this app.',
    );
  return passed(reach, 'The API server will be reachable from everywhere.');
}
