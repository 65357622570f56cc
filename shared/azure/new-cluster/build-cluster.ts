import type { ManagedCluster } from '@azure/arm-containerservice';
import type { NewClusterSpec } from '../../clusters/new-cluster-spec.ts';
import { tagWithRun } from '../../clusters/run-tag.ts';
import { told } from '../../plain/told.ts';
import { type ManagedClusterBody, managedClusterBody } from '../../plans/managed-cluster-body.ts';

/** Builds the body of the cluster's PUT, with the SDK's names, and the tag of the run on the cluster and its System pool. */
export function buildCluster(clusterName: string, spec: NewClusterSpec, runId: string): ManagedCluster {
  const { properties, ...resource } = managedClusterBody(clusterName, { ...spec, tags: tagWithRun(spec.tags, runId) });
  const { enableRBAC, aadProfile, apiServerAccessProfile, ...same } = properties;
  return {
    ...resource,
    ...same,
    enableRbac: enableRBAC,
    ...(aadProfile && { aadProfile: entraOf(aadProfile) }),
    apiServerAccessProfile: accessOf(apiServerAccessProfile),
  };
}

function entraOf({ enableAzureRBAC, ...same }: NonNullable<ManagedClusterBody['properties']['aadProfile']>) {
  return { ...same, enableAzureRbac: enableAzureRBAC };
}

function accessOf({
  enablePrivateClusterPublicFQDN,
  ...same
}: ManagedClusterBody['properties']['apiServerAccessProfile']) {
  return { ...same, ...told({ enablePrivateClusterPublicFqdn: enablePrivateClusterPublicFQDN }) };
}
