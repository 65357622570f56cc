import { z } from 'zod';
import type { AzureCli } from './azure-cli.ts';
import { groupOfTopics, type Target } from './read-target.ts';
import type { Remain } from './remove-all.ts';
import { askResourceGraph, quoted } from './resource-graph.ts';

const ids = z.array(z.string()).nullish();

/**
 * Finds everything of a deployment in the order in which it is to be removed: first what lies outside of its resource
 * group, then the group, last azd's records of deployments. Nothing is found twice, and what is gone is not found.
 */
export async function findRemains(az: AzureCli, target: Target): Promise<Remain[]> {
  const subscriptionIds = await findSubscriptions(az, target);
  const remains = await Promise.all([
    ...target.topicIds.map((id) => findEventSubscriptions(az, target, id)),
    ...subscriptionIds.map((id) => findRights(az, target, id)),
    findRoleDefinitions(az, target),
    ...subscriptionIds.map((id) => findGroups(az, target, id)),
    findDeployments(az, target),
  ]);
  return remains.flat();
}

/** The subscriptions that are watched, and those in which rights are left of a time when they were. */
async function findSubscriptions(az: AzureCli, { principalId, subscriptionIds }: Target): Promise<string[]> {
  const query = `authorizationresources
    | where type =~ 'microsoft.authorization/roleassignments' and tostring(properties.principalId) =~ ${quoted(principalId)}
    | project id`;
  const rights = await askResourceGraph(az, z.object({ id: z.string() }), query);
  const found = rights
    .map(({ id }) => /^\/subscriptions\/([^/]+)/.exec(id.toLowerCase())?.[1])
    .filter((id) => id !== undefined);
  return [...new Set([...subscriptionIds, ...found])];
}

/** Event subscriptions of ours at topics that others made. */
async function findEventSubscriptions(az: AzureCli, { resourceToken }: Target, topicId: string): Promise<Remain[]> {
  const [, , subscription = '', , group = '', , , , topic = ''] = topicId.split('/');
  const at = ['-g', group, '--system-topic-name', topic, '--subscription', subscription];
  const command = ['eventgrid', 'system-topic', 'event-subscription'];
  const query = `[?starts_with(name, 'kataproof-${resourceToken}')].name`;
  const names = ids.parse(await az(...command, 'list', ...at, '--query', query)) ?? [];
  return names.map((name) => ({
    what: `event subscription ${name} of topic ${topic}`,
    remove: [...command, 'delete', '--yes', '-n', name, ...at],
  }));
}

/** Role assignments of the app's identity outside of its group; those inside go with the group. */
async function findRights(az: AzureCli, { principalId, resourceGroup }: Target, subscription: string) {
  const list = ['role', 'assignment', 'list', '--all', '--subscription', subscription];
  const found = ids.parse(await az(...list, '--query', `[?principalId=='${principalId}'].id`)) ?? [];
  const inside = `/resourcegroups/${resourceGroup.toLowerCase()}/`;
  return found
    .filter((id) => !id.toLowerCase().includes(inside))
    .map((id) => ({ what: `role assignment ${id}`, remove: ['role', 'assignment', 'delete', '--ids', id] }));
}

/** The custom roles that infra/roles/definitions.bicep has made. Azure deletes none that is still assigned. */
async function findRoleDefinitions(az: AzureCli, { environmentName, resourceToken, subscriptionId }: Target) {
  const at = ['--custom-role-only', 'true', '--scope', `/subscriptions/${subscriptionId}`];
  const query = `[?ends_with(roleName, '(${environmentName} ${resourceToken})')].roleName`;
  const names = ids.parse(await az('role', 'definition', 'list', ...at, '--query', query)) ?? [];
  return names.map((name) => ({
    what: `custom role ${name}`,
    remove: ['role', 'definition', 'delete', '--name', name, ...at],
  }));
}

/** The resource group, and the one for topics that another subscription got. No other group, whatever its tags. */
async function findGroups(az: AzureCli, target: Target, subscription: string): Promise<Remain[]> {
  const { environmentName, resourceGroup, subscriptionId } = target;
  const ours = subscription === subscriptionId.toLowerCase() ? resourceGroup : groupOfTopics(target);
  const tagged = ['group', 'list', '--subscription', subscription, '--tag', `azd-env-name=${environmentName}`];
  const found = ids.parse(await az(...tagged, '--query', '[].name')) ?? [];
  return found
    .filter((name) => name.toLowerCase() === ours.toLowerCase())
    .map((name) => ({
      what: `resource group ${name} and everything in it`,
      remove: ['group', 'delete', '--yes', '-n', name, '--subscription', subscription],
    }));
}

/** Without these records `azd down` has nothing to delete. From them it may delete the groups of watched clusters. */
async function findDeployments(az: AzureCli, { environmentName, subscriptionId }: Target): Promise<Remain[]> {
  const at = ['--subscription', subscriptionId];
  const query = `[?tags."azd-env-name"=='${environmentName}'].name`;
  const names = ids.parse(await az('deployment', 'sub', 'list', ...at, '--query', query)) ?? [];
  return names.map((name) => ({
    what: `record of deployment ${name}`,
    remove: ['deployment', 'sub', 'delete', '-n', name, ...at],
  }));
}
