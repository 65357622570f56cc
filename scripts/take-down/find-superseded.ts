import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { AzureCli } from './azure-cli.ts';
import { groupOfTopics, type Target } from './read-target.ts';
import type { Remain } from './remove-all.ts';
import { askResourceGraph, quoted } from './resource-graph.ts';

const roles = join(import.meta.dirname, '..', '..', 'infra', 'roles');

/** What infra/roles/on-*.bicep writes on each assignment: those that people have made by hand say something else, or nothing. */
const descriptions: ReadonlySet<string> = new Set(
  readdirSync(roles)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(join(roles, file), 'utf8')).Description),
);

const topicRow = z.object({ id: z.string(), source: z.string(), topicType: z.string(), principalId: z.string() });
const rightRow = z.object({ id: z.string(), principalId: z.string(), description: z.string() });
type Topic = z.infer<typeof topicRow>;
type Right = z.infer<typeof rightRow>;

/**
 * Finds what earlier deployments of this environment made for something that is no longer asked for: a deployment adds and
 * changes, and removes nothing. That is rights of the app's identity on what was watched, or of a role that was larger, and
 * topics of what was watched, with the rights of their identities. Each before what it rests on.
 */
export async function findSuperseded(az: AzureCli, target: Target, rights: readonly string[]): Promise<Remain[]> {
  const topics = (await findTopics(az, target)).filter((topic) => !isWanted(topic, target));
  const given = await findRights(az, [target.principalId, ...topics.map(({ principalId }) => principalId)]);
  const wanted = new Set(rights.map((id) => id.toLowerCase()));
  const ofApp = given.filter((right) => right.principalId === target.principalId.toLowerCase());
  const ofTopics = given.filter((right) => !ofApp.includes(right));
  return [
    ...ofApp
      .filter(({ id, description }) => descriptions.has(description) && !wanted.has(id.toLowerCase()))
      .map(remove),
    ...ofTopics.map(remove),
    ...topics.map(({ id, source }) => ({
      what: `topic of ${source}`,
      remove: ['resource', 'delete', '--ids', id],
    })),
  ];
}

const remove = ({ id, description }: Right): Remain => ({
  what: `role assignment ${id} (${description})`,
  remove: ['role', 'assignment', 'delete', '--ids', id],
});

/** Topics that are ours by their place and their name. */
async function findTopics(az: AzureCli, target: Target): Promise<Topic[]> {
  const groups = [target.resourceGroup, groupOfTopics(target)].map(quoted);
  const found = await askResourceGraph(
    az,
    topicRow,
    `resources
    | where type =~ 'microsoft.eventgrid/systemtopics' and name startswith 'egst-kataproof-'
    | where resourceGroup in~ (${groups.join(', ')})
    | project id, source = tostring(properties.source), topicType = tostring(properties.topicType),
        principalId = tolower(tostring(identity.principalId))`,
  );
  // Another subscription may have a group of the same name.
  const own = `/subscriptions/${target.subscriptionId}/`.toLowerCase();
  const isOwnGroup = (id: string) => id.split('/')[4]?.toLowerCase() === target.resourceGroup.toLowerCase();
  return found.filter(({ id }) => !isOwnGroup(id) || id.toLowerCase().startsWith(own));
}

async function findRights(az: AzureCli, principals: readonly string[]): Promise<Right[]> {
  const ids = principals.filter((id) => id !== '').map((id) => quoted(id.toLowerCase()));
  return await askResourceGraph(
    az,
    rightRow,
    `authorizationresources
    | where type =~ 'microsoft.authorization/roleassignments'
    | extend principalId = tolower(tostring(properties.principalId))
    | where principalId in (${ids.join(', ')})
    | project id, principalId, description = tostring(properties.description)`,
  );
}

/** Whether infra/events/events.bicep would make this topic today. */
function isWanted({ source, topicType }: Topic, { watched, subscribeToAnnouncements }: Target): boolean {
  const id = source.toLowerCase();
  switch (topicType.toLowerCase()) {
    case 'microsoft.resources.subscriptions':
      return watched.includes(id);
    case 'microsoft.resources.resourcegroups':
      return watched.some((each) => each === id || each.startsWith(`${id}/providers/`));
    case 'microsoft.containerservice.managedclusters':
      return watched.includes(id);
    case 'microsoft.resourcenotifications.containerserviceeventresources':
      return subscribeToAnnouncements && watched.some((each) => each === id || each.startsWith(`${id}/`));
    default:
      return true;
  }
}
