import { z } from 'zod';
import type { AzureCli } from './azure-cli.ts';

const identities = z.array(z.object({ name: z.string(), principalId: z.string() })).nullish();

/**
 * The variables, with the outputs that azd has only after a deployment that succeeded: one that failed half-way has to be
 * taken down as well. They are read off the app's identity, which every deployment makes first. What Azure does not have
 * stays unset. Throws an Error when the Azure CLI fails.
 */
export async function completeEnvironment(az: AzureCli, variables: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const { AZURE_ENV_NAME: name, AZURE_SUBSCRIPTION_ID: subscription } = variables;
  if (variables['IDENTITY_PRINCIPAL_ID'] || !name || !subscription) return variables;
  // As infra/main.bicep names them.
  const group = `rg-${name}`;
  const query = `[?resourceGroup=='${group}' && starts_with(name, 'id-kataproof-')].{name: name, principalId: principalId}`;
  const found = identities.parse(await az('identity', 'list', '--subscription', subscription, '--query', query)) ?? [];
  const own = found.find((each) => /^id-kataproof-[a-z0-9]{13}$/.test(each.name));
  if (!own) return variables;
  return {
    ...variables,
    AZURE_RESOURCE_GROUP: group,
    IDENTITY_PRINCIPAL_ID: own.principalId,
    FUNCTION_APP_NAME: own.name.replace('id-', 'func-'),
  };
}
