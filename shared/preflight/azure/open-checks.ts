import type { Failure } from '../../errors/failure.ts';
import type { CheckThat } from '../check-outcomes.ts';
import { couldNotCheck } from '../check-rows.ts';
import type { PreflightCheck } from '../preflight-check.ts';

type OpenCheck = CheckThat<'could-not-check'>;

const ofAny: OpenCheck[] = [
  'operations',
  'node-auto-provisioning',
  'azure-rights',
  'local-accounts',
  'api-server-access',
];
const ofPool: OpenCheck[] = [
  'kubernetes-version',
  'node-pool-name',
  'node-count',
  'vcpu-quota',
  'subnet',
  'subnet-rights',
  'azure-policy',
];

/**
 * The rows of a cluster that Azure did not describe, each of which needs to know something of it: a row that is not there
 * could be taken for one that passed. Its sizes are judged by what is known without it.
 */
export function openChecks(clusterName: string, newPool: boolean, failure: Failure): PreflightCheck[] {
  const names: OpenCheck[] = [...ofAny, ...(newPool ? ofPool : (['node-pool'] as const))];
  return names.map((name) => couldNotCheck(name, `Cluster ${clusterName}`, failure));
}
