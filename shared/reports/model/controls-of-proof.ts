import type { ControlId } from '../../workloads/control-catalogue.ts';

/** Controls that a proof of isolation is evidence for: that processes are isolated, and that somebody verifies it. */
export const controlsOfProof = [
  'NIST-800-53 SC-39',
  'NIST-800-53 SI-6',
  'MITRE T1611',
  'MITRE M1048',
] as const satisfies readonly ControlId[];
