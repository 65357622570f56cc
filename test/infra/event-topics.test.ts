import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildSettingsSchema } from '../../shared/settings/settings-schema.ts';

const settingsSchema = buildSettingsSchema();

interface Resource {
  id: string;
  type: string;
  location?: string;
  identity?: { type: string };
  properties: Record<string, unknown>;
}

interface EventSubscription {
  destination?: { endpointType: string; properties: { resourceId: string } };
  deliveryWithResourceIdentity?: { identity: { type: string }; destination: { properties: { queueName: string } } };
  deadLetterWithResourceIdentity: {
    identity: { type: string };
    deadLetterDestination: { properties: { blobContainerName: string } };
  };
  eventDeliverySchema: string;
  filter: { includedEventTypes: string[]; advancedFilters?: { key: string; values: string[] }[] };
}

const folder = join(import.meta.dirname, '../../infra/tests');

/** What ARM would deploy for a parameters file of infra/tests (`npm run infra` writes it). */
const readResources = (name: string): Resource[] =>
  (JSON.parse(readFileSync(join(folder, `${name}.snapshot.json`), 'utf8')) as { predictedResources: Resource[] })
    .predictedResources;

const ofType = (resources: Resource[], type: string) => resources.filter((each) => each.type === type);
const topicsOf = (resources: Resource[]) => ofType(resources, 'Microsoft.EventGrid/systemTopics');
const subscriptionsOf = (resources: Resource[]) =>
  ofType(resources, 'Microsoft.EventGrid/systemTopics/eventSubscriptions').map(({ id, properties }) => ({
    id,
    ...(properties as unknown as EventSubscription),
  }));
const sourcesOf = (resources: Resource[]) =>
  topicsOf(resources)
    .map(({ properties, location }) => `${location?.startsWith('[') ? 'its region' : location} ${properties['source']}`)
    .sort();

const [red, blue, green] = [
  '22222222-2222-2222-2222-222222222222',
  'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
  'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb',
];
const everything = readResources('events-of-everything');
const toFunctions = readResources('events-to-functions');

describe('a watched subscription, group and cluster', () => {
  const clusters = 'providers/microsoft.containerservice/managedclusters';

  test('have one topic each, a cluster its own in its region, and a topic that is there already is used', () => {
    expect(sourcesOf(everything)).toEqual(
      [
        `global /subscriptions/${red}`,
        `global /subscriptions/${blue}`,
        `global /subscriptions/${green}`,
        `global /subscriptions/${red}/resourcegroups/clusters-east`,
        `global /subscriptions/${green}/resourcegroups/clusters-west`,
        `its region /subscriptions/${red}/resourcegroups/clusters-east/${clusters}/red`,
        `its region /subscriptions/${blue}/resourcegroups/clusters/${clusters}/blue`,
        `its region /subscriptions/${green}/resourcegroups/clusters-west/${clusters}/green`,
        `its region /subscriptions/${green}/resourcegroups/clusters-west/${clusters}/green2`,
      ].sort(),
    );
    // The first three are those of AKS's announcements. The subscription's own topic was there already.
    const announced = topicsOf(everything).filter(({ properties }) =>
      /^\/subscriptions\/[^/]+$/.test(`${properties['source']}`),
    );
    expect(new Set(announced.map(({ properties }) => properties['topicType']))).toEqual(
      new Set(['Microsoft.ResourceNotifications.ContainerServiceEventResources']),
    );
    expect(subscriptionsOf(everything).filter(({ id }) => /\/governance\/.*\/everything\//.test(id))).toHaveLength(1);
  });

  test('have their topics in the subscription of the source, in a group that belongs to the app', () => {
    const groups = topicsOf(everything).map(({ id, properties }) => [
      id.split('/')[2] === `${properties['source']}`.split('/')[2],
      id.split('/')[4],
    ]);
    expect(new Set(groups.map(String))).toEqual(new Set(['true,rg-test', 'true,rg-test-events-wgrlx6iveagck']));
  });

  test('send changes of single clusters alone, and not of those whose id begins alike', () => {
    const single = subscriptionsOf(everything).filter(({ id }) => /-(clusters|pools)$/.test(id));
    const subjects = single.map(({ filter }) => filter.advancedFilters?.find(({ key }) => key === 'subject')?.values);
    const id = `/subscriptions/${green}/resourcegroups/clusters-west/${clusters}/green`;
    expect(subjects).toEqual([
      [id, `${id}2`],
      [`${id}/agentPools/`, `${id}2/agentPools/`],
    ]);
    const operations = single.flatMap(({ filter }) => filter.advancedFilters?.[0]?.values ?? []);
    expect(operations.map((name) => name.replace('Microsoft.ContainerService/managedClusters/', ''))).toEqual([
      ...['write', 'delete', 'start/action', 'rotateClusterCertificates/action'],
      ...['agentPools/write', 'agentPools/delete'],
      ...['agentPools/upgradeNodeImageVersion/action', 'agentPools/deleteMachines/action'],
    ]);
  });

  test('send announcements of what is watched, and no others of its subscription', () => {
    const prefixes = subscriptionsOf(everything)
      .filter(({ id }) => id.endsWith('-announcements'))
      .map(({ filter }) => filter.advancedFilters?.flatMap(({ values }) => values) ?? 'all');
    const green1 = `/subscriptions/${green}/resourcegroups/clusters-west/${clusters}/green`;
    expect(prefixes).toEqual([
      'all',
      [`/subscriptions/${red}/resourcegroups/clusters-east/`],
      [`${green1}/`, `${green1}2/`],
    ]);
  });
});

test('the queue that is deployed is the one that the app listens to unless told otherwise', () => {
  const { success, data } = settingsSchema.shape.KATAPROOF_EVENT_QUEUE.safeParse(undefined);
  const queues = ofType(everything, 'Microsoft.Storage/storageAccounts/queueServices/queues').map(({ id }) =>
    id.split('/').at(-1),
  );
  expect(success && queues.sort()).toEqual([data, `${data}-poison`]);
});

test('no two event subscriptions bring one event', () => {
  const topics = subscriptionsOf(readResources('subscriptions')).map(({ id }) => id.split('/').slice(0, -2).join('/'));
  expect(new Set(topics).size).toBe(topics.length);
});

describe('every event subscription', () => {
  const all = ['events-of-everything', 'clusters', 'resource-groups', 'subscriptions'].flatMap((name) =>
    subscriptionsOf(readResources(name)),
  );

  test("delivers to the queue, and dead letters to the container, with the topic's own identity", () => {
    expect(all.length).toBeGreaterThan(10);
    for (const { deliveryWithResourceIdentity, deadLetterWithResourceIdentity, ...others } of all) {
      expect(deliveryWithResourceIdentity?.identity.type).toBe('SystemAssigned');
      expect(deliveryWithResourceIdentity?.destination.properties.queueName).toBe('cluster-events');
      expect(deadLetterWithResourceIdentity.identity.type).toBe('SystemAssigned');
      expect(deadLetterWithResourceIdentity.deadLetterDestination.properties.blobContainerName).toBe('dead-letters');
      expect(others.eventDeliverySchema).toBe('CloudEventSchemaV1_0');
      expect(others.destination).toBeUndefined();
    }
  });

  test('keeps to the limits of filters: 25 values in all, 512 characters each', () => {
    for (const { filter } of all) {
      const values = (filter.advancedFilters ?? []).flatMap((each) => each.values);
      expect(values.length).toBeLessThanOrEqual(25);
      expect(Math.max(0, ...values.map(({ length }) => length))).toBeLessThanOrEqual(512);
    }
  });

  test('calls the functions when that is asked for, which only a step after the code can do', () => {
    const called = subscriptionsOf(toFunctions).map(
      ({ destination }) => destination?.properties.resourceId.split('/functions/')[1],
    );
    expect(called.sort()).toEqual(['onClusterEvent', 'onResourceChanged']);
    expect(subscriptionsOf(readResources('everything'))).toEqual([]);
  });
});

test("a topic's identity may write to one queue and one container, and nothing else", () => {
  for (const resources of [everything, toFunctions]) {
    const roles = ofType(resources, 'Microsoft.Authorization/roleAssignments').filter(({ properties }) =>
      `${properties['principalId']}`.includes('/systemTopics/'),
    );
    const scopes = roles.map(({ id }) =>
      id.split('/providers/Microsoft.Authorization/')[0]?.split('/').slice(-2).join('/'),
    );
    const sends = resources === everything ? ['queues/cluster-events'] : [];
    expect(new Set(scopes)).toEqual(new Set([...sends, 'containers/dead-letters']));
    const topics = new Set(subscriptionsOf(resources).map(({ id }) => id.split('/eventSubscriptions/')[0]));
    expect(roles.length).toBe(topics.size * (sends.length + 1));
  }
});
