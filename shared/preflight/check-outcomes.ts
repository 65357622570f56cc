import type { CheckOutcome } from './preflight-check.ts';

const failed = 'failed';
const warning = 'warning';
const open = 'could-not-check';

/**
 * Every check, with what it may say beside `passed`. The builders of rows take no other (`check-rows.ts`), and each entry is
 * brought about over HTTP by test/http/preflight-outcomes.test.ts.
 */
export const checkOutcomes = {
  'cluster-state': [failed, open],
  operations: [warning, open],
  'kubernetes-version': [failed, warning, open],
  'node-pool': [failed, open],
  'node-pool-name': [failed, warning, open],
  'node-count': [failed, open],
  // Bounds that no pool can have are refused by the schema of a body.
  autoscaler: [],
  'vm-size': [failed, open],
  'vm-generation': [failed, warning],
  'cpu-architecture': [failed, warning],
  'confidential-vm': [failed, warning],
  'nested-virtualization': [failed, warning],
  'availability-zones': [failed, open],
  'vcpu-quota': [failed, warning, open],
  subnet: [failed, warning, open],
  'node-auto-provisioning': [failed, warning, open],
  'azure-rights': [failed, open],
  'subnet-rights': [failed, open],
  'azure-policy': [failed, open],
  'workload-runtime': [failed],
  'os-sku': [failed],
  'runtime-class-name': [failed],
  fips: [failed, warning],
  'trusted-launch': [failed, warning],
  'artifact-streaming': [failed, warning],
  spot: [failed],
  'local-accounts': [warning, open],
  'api-server-access': [warning, open],
  'api-server': [failed, warning, open],
  'api-server-version': [failed, open],
  'kubernetes-rights': [failed, warning, open],
  'runtime-class': [failed, warning, open],
  'admission-of-namespace': [failed, open],
  'admission-of-jobs': [failed, open],
  'admission-of-ordinary-pod': [failed, warning, open],
  'admission-of-sandboxed-pod': [failed, warning, open],
  'resource-quota': [failed, warning, open],
  'limit-range': [failed, open],
  'node-room': [failed, warning, open],
  'new-cluster-place': [failed, open],
  'new-cluster-rights': [failed, warning],
  'new-cluster-reach': [failed, warning],
  'system-vm-size': [failed, open],
} as const satisfies Record<string, readonly CheckOutcome[]>;

export type CheckName = keyof typeof checkOutcomes;

/** The checks that may have an outcome. */
export type CheckThat<Outcome extends CheckOutcome> = {
  [Name in CheckName]: Outcome extends (typeof checkOutcomes)[Name][number] ? Name : never;
}[CheckName];
