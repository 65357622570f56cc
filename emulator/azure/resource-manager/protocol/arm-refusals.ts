import { managedIdentity } from '../../identity/principals.ts';
import { ArmError } from './arm-error.ts';
import type { RouteCall } from './match-route.ts';

/**
 * ARM's 403 for a body that names resources which the caller may not use: it checks the rights on linked resources before
 * the resource provider gets the request (its words: kubernetes-sigs/cloud-provider-azure, issue 1999).
 */
export function linkedAuthorizationFailed(call: RouteCall, subnetIds: string[]): ArmError {
  const { clientId, objectId } = managedIdentity;
  return new ArmError(
    403,
    'LinkedAuthorizationFailed',
    `The client '${clientId}' with object id '${objectId}' has permission to perform action 'Microsoft.ContainerService/managedClusters/agentPools/write' on scope '${call.url.pathname}'; however, it does not have permission to perform action(s) 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) '${subnetIds.join(',')}' (respectively) or the linked scope(s) are invalid.`,
  );
}

/** ARM's 403 for a resource that an assignment of Azure Policy denies (its words: Azure/karpenter-provider-azure, 794). */
export function disallowedByPolicy(resourceName: string): ArmError {
  return new ArmError(
    403,
    'RequestDisallowedByPolicy',
    `Resource '${resourceName}' was disallowed by policy. Reasons: 'Trusted Launch must be enabled on node pools.'. See error details for policy resource IDs.`,
    { target: resourceName },
  );
}
