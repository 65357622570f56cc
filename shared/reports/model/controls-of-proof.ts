import type { ControlId } from '../../workloads/control-catalogue.ts';

/** Controls that a proof of isolation is evidence for: that processes are isolated, and that somebody verifies it. */
export const controlsOfProof = [
  'NIST-800-53 SC-39',
  'NIST-800-53 SI-6',
  'MITRE T1611',
  'MITRE M1048',
] as const satisfies readonly ControlId[];

/**
 * Controls that a proof alone does not show to hold, and that do not hold where it failed or is not to be had: what pods share
 * with their node, and that somebody keeps looking.
 */
export const controlsThatNeedProof = ['NIST-800-53 SC-4', 'NIST-800-53 CA-7'] as const satisfies readonly ControlId[];
