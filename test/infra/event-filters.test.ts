import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { eventFilter } from '../../emulator/event-grid/subscriptions/event-filter.ts';
import { type GridEvent, gridEvents, renderEvent } from '../../emulator/event-grid/subscriptions/grid-event.ts';
import { matchesFilter } from '../../emulator/event-grid/subscriptions/match-filter.ts';
import { parseClusterEvent } from '../../shared/events/parse-cluster-event.ts';
import { planReaction } from '../../shared/events/plan-reaction.ts';
import { readPublishedEvents } from '../support/samples/published-events.ts';

const root = join(import.meta.dirname, '../..');
const filters = JSON.parse(readFileSync(join(root, 'infra/events/filters.json'), 'utf8')) as Record<string, unknown>;
const filterOf = (name: 'clusterEvents' | 'announcements' | 'resourceChanges') => eventFilter.parse(filters[name]);

const cluster = { subscriptionId: '22222222-2222-2222-2222-222222222222', resourceGroup: 'clusters', name: 'green' };
const clusterId = `/subscriptions/${cluster.subscriptionId}/resourcegroups/clusters/providers/Microsoft.ContainerService/managedClusters/green`;

const passes = (filter: ReturnType<typeof filterOf>, event: GridEvent) => matchesFilter(filter, event);

/** Whether the app does something about an event that comes to it as the subscriptions ask for it. */
function isActedOn(event: GridEvent): boolean {
  const parsed = parseClusterEvent(renderEvent(event, 'CloudEventSchemaV1_0'));
  return parsed.kind !== 'malformed' && planReaction(parsed, []).action !== 'none';
}

/** The types of Azure's events that Microsoft's own client knows. */
const knownTypes = [
  ...new Set(
    readFileSync(join(root, 'node_modules/@azure/eventgrid/dist/esm/predicates.d.ts'), 'utf8').match(
      /Microsoft\.[A-Za-z]+(\.[A-Za-z]+)+/g,
    ) ?? [],
  ),
];

const [write] = gridEvents.parse(readPublishedEvents('subscriptions', cluster));

/** The documented event of a write, about another resource and operation. */
function changeOf(eventType: string, resourceUri: string, operationName: string): GridEvent {
  if (!write) throw new Error('There is no sample.');
  const data = {
    ...(write.data as object),
    resourceUri,
    operationName,
    authorization: { scope: resourceUri, action: operationName },
  };
  return { ...write, eventType, subject: resourceUri, data };
}

const operations: [string, string][] = [
  ['', 'Microsoft.ContainerService/managedClusters/write'],
  ['', 'Microsoft.ContainerService/managedClusters/delete'],
  ['', 'MICROSOFT.CONTAINERSERVICE/MANAGEDCLUSTERS/WRITE'],
  ['', 'Microsoft.ContainerService/managedClusters/listClusterUserCredential/action'],
  ['', 'Microsoft.ContainerService/managedClusters/start/action'],
  ['', 'Microsoft.ContainerService/managedClusters/stop/action'],
  ['', 'Microsoft.ContainerService/managedClusters/rotateClusterCertificates/action'],
  ['/agentPools/kata', 'Microsoft.ContainerService/managedClusters/agentPools/write'],
  ['/agentPools/kata', 'Microsoft.ContainerService/managedClusters/agentPools/delete'],
  ['/agentPools/kata', 'microsoft.containerservice/managedclusters/agentpools/write'],
  ['/agentPools/kata', 'Microsoft.ContainerService/managedClusters/agentPools/upgradeNodeImageVersion/action'],
  ['/agentPools/kata', 'Microsoft.ContainerService/managedClusters/agentPools/deleteMachines/action'],
  ['/agentPools/kata', 'Microsoft.ContainerService/managedClusters/agentPools/abort/action'],
  ['/maintenanceConfigurations/default', 'Microsoft.ContainerService/managedClusters/maintenanceConfigurations/write'],
  ['/providers/Microsoft.Authorization/roleAssignments/1', 'Microsoft.Authorization/roleAssignments/write'],
  ['/providers/Microsoft.Insights/diagnosticSettings/1', 'Microsoft.Insights/diagnosticSettings/write'],
];

/** Every type of event of ARM's that is known, with every operation. */
const changes = knownTypes
  .filter((type) => type.startsWith('Microsoft.Resources.'))
  .flatMap((type) => operations.map(([below, operation]) => changeOf(type, `${clusterId}${below}`, operation)));

describe('exactly the events that the app acts on pass the filter', () => {
  test('of a cluster: every documented event, and any other type that Azure knows', () => {
    const samples = gridEvents.parse(readPublishedEvents('aks', cluster));
    const [first] = samples;
    if (!first) throw new Error('There is no sample.');
    const others = knownTypes.map((eventType) => ({ ...first, eventType, data: { nodePoolName: 'kata' } }));
    const ofTopic = [...samples, ...others, { ...first, eventType: 'Microsoft.ContainerService.SomethingNew' }].filter(
      ({ eventType }) => eventType.startsWith('Microsoft.ContainerService.'),
    );
    for (const event of ofTopic)
      expect([event.eventType, passes(filterOf('clusterEvents'), event)]).toEqual([event.eventType, isActedOn(event)]);
    expect(ofTopic.filter(isActedOn).length).toBeGreaterThanOrEqual(12);
    expect(ofTopic.filter((event) => !isActedOn(event)).length).toBeGreaterThanOrEqual(1);
  });

  test('of what AKS announces, in both schemas', () => {
    const samples = gridEvents.parse(readPublishedEvents('container-service-resources', cluster));
    const [first] = samples;
    if (!first) throw new Error('There is no sample.');
    const others = knownTypes
      .filter((type) => type.startsWith('Microsoft.ResourceNotifications.'))
      .map((eventType) => ({ ...first, eventType }));
    for (const event of [...samples, ...others])
      expect([event.eventType, passes(filterOf('announcements'), event)]).toEqual([event.eventType, isActedOn(event)]);
    expect(samples.every(isActedOn)).toBe(true);
    expect(others.some((event) => !isActedOn(event))).toBe(true);
  });

  test('of changes through Azure Resource Manager: the documented ones, and every type with every operation', () => {
    const documented = gridEvents.parse(readPublishedEvents('subscriptions', cluster));
    for (const event of [...documented, ...changes]) {
      const { operationName } = event.data as { operationName: string };
      const told = `${event.eventType} ${operationName}`;
      expect([told, passes(filterOf('resourceChanges'), event)]).toEqual([told, isActedOn(event)]);
    }
    expect(changes.filter(isActedOn)).toHaveLength(3 * 10);
    expect(documented.filter(isActedOn)).toEqual([]);
  });
});

describe('the subscriptions of single clusters', () => {
  const snapshot = JSON.parse(readFileSync(join(root, 'infra/tests/events-of-everything.snapshot.json'), 'utf8')) as {
    predictedResources: { id: string; properties: { filter: unknown } }[];
  };
  const single = snapshot.predictedResources
    .filter(({ id }) => /bbbbbbbb-.*-(clusters|pools)$/.test(id))
    .map(({ properties }) => eventFilter.parse(properties.filter));
  const idOf = (name: string) =>
    `/subscriptions/BBBBBBBB-bbbb-4bbb-8bbb-bbbbbbbbbbbb/resourcegroups/Clusters-West/providers/Microsoft.ContainerService/managedClusters/${name}`;

  test.each(operations)(
    'bring each change that is acted on once, and none of another cluster (%s, %s)',
    (below, operation) => {
      const deliveriesOf = (type: string, name: string) => {
        const event = changeOf(`Microsoft.Resources.${type}`, `${idOf(name)}${below}`, operation);
        return { count: single.filter((filter) => matchesFilter(filter, event)).length, acted: isActedOn(event) };
      };
      for (const type of ['ResourceWriteSuccess', 'ResourceDeleteSuccess', 'ResourceActionSuccess']) {
        for (const watched of ['green', 'Green2']) {
          const { count, acted } = deliveriesOf(type, watched);
          expect([type, watched, count]).toEqual([type, watched, acted ? 1 : 0]);
        }
        for (const other of ['gree', 'green22', 'blue']) expect(deliveriesOf(type, other).count).toBe(0);
      }
    },
  );
});
