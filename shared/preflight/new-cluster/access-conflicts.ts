import { type Conflict, conflictIf, type NewClusterRequest } from './conflict.ts';

const access = 'newCluster.apiServerAccessProfile';

/** What AKS takes ("Secure access to the API server using authorized IP address ranges", limitations). */
export const mostAuthorizedRanges = 200;

/**
 * What does not go together in who may log in and who reaches the API server (Microsoft Learn, "Manage local accounts with
 * AKS-managed Microsoft Entra integration", "Create a private AKS cluster", "Secure access to the API server using authorized
 * IP address ranges").
 */
export function findAccessConflicts({ newCluster }: NewClusterRequest): Conflict[] {
  const { aadProfile, disableLocalAccounts, identity } = newCluster;
  const { enablePrivateCluster, enablePrivateClusterPublicFQDN, privateDNSZone, authorizedIPRanges } =
    newCluster.apiServerAccessProfile;
  const ofPrivate = 'must be left out unless enablePrivateCluster is true';
  const ownZone = privateDNSZone?.startsWith('/') ?? false;
  return [
    ...conflictIf(
      disableLocalAccounts && aadProfile === null,
      'newCluster.disableLocalAccounts',
      'must be false without aadProfile: nobody could log in',
    ),
    ...conflictIf(
      enablePrivateCluster && authorizedIPRanges.length > 0,
      `${access}.authorizedIPRanges`,
      'must be left out of a private cluster: they are for public API servers',
    ),
    ...conflictIf(
      !enablePrivateCluster && enablePrivateClusterPublicFQDN !== undefined,
      `${access}.enablePrivateClusterPublicFQDN`,
      ofPrivate,
    ),
    ...conflictIf(!enablePrivateCluster && privateDNSZone !== undefined, `${access}.privateDNSZone`, ofPrivate),
    ...conflictIf(
      privateDNSZone === 'none' && enablePrivateClusterPublicFQDN === false,
      `${access}.enablePrivateClusterPublicFQDN`,
      'must be true with privateDNSZone none: the API server would have no name',
    ),
    ...conflictIf(
      ownZone && identity.type === 'SystemAssigned',
      'newCluster.identity',
      'must be a user-assigned identity that has the role Private DNS Zone Contributor on the zone, since privateDNSZone names one',
    ),
  ];
}
