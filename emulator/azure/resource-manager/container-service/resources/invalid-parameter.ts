import { type ArmError, aksError } from '../../protocol/arm-error.ts';

/** Builds AKS's 400 for a parameter of a pool whose value is not `allowed`. */
export function invalid(parameter: string, allowed: string): ArmError {
  return aksError(
    400,
    'InvalidParameter',
    `The value of parameter agentPoolProfile.${parameter} is invalid. Error details: allowed is ${allowed}. Please see https://aka.ms/aks-naming-rules for more details.`,
    `agentPoolProfile.${parameter}`,
  );
}
