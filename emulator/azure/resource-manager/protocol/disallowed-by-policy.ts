import { ArmError } from './arm-error.ts';

/** ARM's 403 for a resource that an assignment of Azure Policy denies (its words: Azure/karpenter-provider-azure, 794). */
export function disallowedByPolicy(resourceName: string): ArmError {
  return new ArmError(
    403,
    'RequestDisallowedByPolicy',
    `Resource '${resourceName}' was disallowed by policy. Reasons: 'Trusted Launch must be enabled on node pools.'. See error details for policy resource IDs.`,
    { target: resourceName },
  );
}
