import type { Sighting } from './found-finding.ts';
import type { AzureFacts } from './workload-facts.ts';

/** Rule `local-accounts-enabled`. */
export function findLocalAccounts({ localAccountsDisabled }: AzureFacts): Sighting[] {
  return localAccountsDisabled ? [] : [{ subject: 'Cluster', message: 'Local accounts are enabled.' }];
}
