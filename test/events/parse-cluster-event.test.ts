import { describe, expect, test } from '@jest/globals';
import { parseClusterEvent } from '../../shared/events/parse-cluster-event.ts';

const subscriptionId = '11111111-1111-4111-8111-111111111111';
const clusterId = `/subscriptions/${subscriptionId}/resourceGroups/fleet/providers/Microsoft.ContainerService/managedClusters/Demo`;
const cluster = { subscriptionId, resourceGroup: 'fleet', name: 'Demo' };

function eventGrid(eventType: string, data: unknown, topic = clusterId) {
  return {
    ...{ topic, subject: 'Demo', eventType, id: 'e1', data },
    ...{ dataVersion: '1', metadataVersion: '1', eventTime: '2026-03-29T18:00:00.0000000Z' },
  };
}

function cloudEvent(type: string, data: unknown, source = clusterId) {
  return { source, subject: 'Demo', type, id: 'e1', data, specversion: '1.0', time: '2026-03-29T18:00:00.0000000Z' };
}

const pool = { nodePoolName: 'kata' };

describe('events of a cluster', () => {
  test.each([
    ['Event Grid schema', eventGrid],
    ['CloudEvents 1.0', cloudEvent],
  ])('are read in %s', (_, wrap) => {
    expect(parseClusterEvent(wrap('Microsoft.ContainerService.NodePoolRollingSucceeded', pool))).toEqual({
      ...{ kind: 'pool-rolling-succeeded', id: 'e1', at: '2026-03-29T18:00:00.0000000Z', cluster, poolName: 'kata' },
    });
    expect(
      parseClusterEvent(wrap('Microsoft.ContainerService.ClusterSupportEnded', { kubernetesVersion: '1.24.10' })),
    ).toMatchObject({ kind: 'support-ended', kubernetesVersion: '1.24.10' });
  });

  test('take the cluster from the topic, in any case, and never from the subject', () => {
    const event = {
      ...eventGrid('Microsoft.ContainerService.NodePoolRollingFailed', pool, clusterId.toLowerCase()),
      subject: 'other',
    };
    expect(parseClusterEvent(event)).toMatchObject({
      kind: 'pool-rolling-failed',
      cluster: { ...cluster, name: 'demo' },
    });
  });

  test('of a type that we do not know are unknown, not malformed', () => {
    expect(parseClusterEvent(eventGrid('Microsoft.ContainerService.SomethingNew', {}))).toMatchObject({
      kind: 'unknown',
    });
    expect(parseClusterEvent(eventGrid('Microsoft.Storage.BlobCreated', {}))).toMatchObject({ kind: 'unknown' });
  });

  test.each([
    ['no object', 'nonsense'],
    ['an empty object', {}],
    ['no pool name', eventGrid('Microsoft.ContainerService.NodePoolRollingStarted', {})],
    [
      'a topic that is no cluster',
      eventGrid('Microsoft.ContainerService.NodePoolRollingStarted', pool, '/subscriptions/x'),
    ],
    [
      'no id',
      { ...cloudEvent('Microsoft.ContainerService.ClusterSupportEnding', { kubernetesVersion: '1.30' }), id: '' },
    ],
  ])('with %s are malformed, and no exception', (_, raw) => {
    expect(parseClusterEvent(raw)).toMatchObject({ kind: 'malformed' });
  });
});

describe('events of Microsoft.Resources', () => {
  const resourceUri = `/subscriptions/${subscriptionId}/resourcegroups/fleet/providers/Microsoft.ContainerService/managedClusters/Demo/agentPools/kata`;
  const data = {
    resourceUri,
    operationName: 'Microsoft.ContainerService/managedClusters/agentPools/write',
    claims: {
      appid: 'AAAAAAAA-0000-4000-8000-000000000001',
      name: 'Jane Doe',
      'http://schemas.microsoft.com/identity/claims/objectidentifier': 'bbbbbbbb-0000-4000-8000-000000000002',
    },
  };

  test('of a pool name pool and writer, and leave personal data behind', () => {
    const parsed = parseClusterEvent(
      eventGrid('Microsoft.Resources.ResourceWriteSuccess', data, `/subscriptions/${subscriptionId}`),
    );
    expect(parsed).toMatchObject({
      kind: 'pool-written',
      poolName: 'kata',
      principalIds: ['aaaaaaaa-0000-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000002'],
    });
    expect(JSON.stringify(parsed)).not.toContain('Jane');
  });

  test('of a deleted pool or cluster say so', () => {
    const deleted = { ...data, operationName: 'Microsoft.ContainerService/managedClusters/agentPools/delete' };
    expect(parseClusterEvent(cloudEvent('Microsoft.Resources.ResourceDeleteSuccess', deleted))).toMatchObject({
      kind: 'pool-deleted',
    });
    const whole = { resourceUri: clusterId, operationName: 'Microsoft.ContainerService/managedClusters/delete' };
    expect(parseClusterEvent(cloudEvent('Microsoft.Resources.ResourceDeleteSuccess', whole))).toMatchObject({
      kind: 'cluster-deleted',
    });
  });

  test.each([
    ['a failed write', 'Microsoft.Resources.ResourceWriteFailure', data],
    [
      'our own credential call',
      'Microsoft.Resources.ResourceActionSuccess',
      { ...data, operationName: 'x/listClusterUserCredential/action' },
    ],
    [
      'another provider',
      'Microsoft.Resources.ResourceWriteSuccess',
      { ...data, resourceUri: '/subscriptions/x/providers/Microsoft.Storage/y' },
    ],
  ])('that tell of %s are none of our business', (_, type, told) => {
    expect(parseClusterEvent(eventGrid(type, told))).toMatchObject({ kind: 'unknown' });
  });
});

test('maintenance notices are read as the wire spells them', () => {
  const properties = {
    eventSource: 'AutoUpgrader',
    eventStatus: 'Scheduled',
    description: 'node image',
    startTime: '0001-01-01T00:00:00Z',
  };
  const data = { resourceInfo: { id: `${clusterId}/scheduledEvents/x`, name: 'x', properties }, operationalInfo: {} };
  const type = 'Microsoft.ResourceNotifications.ContainerServiceEventResources.ScheduledEventEmitted';
  expect(parseClusterEvent(cloudEvent(type, data))).toMatchObject({
    kind: 'maintenance',
    source: 'AutoUpgrader',
    status: 'Scheduled',
    cluster,
  });
  expect(parseClusterEvent(cloudEvent(type, { resourceDetails: data.resourceInfo }))).toMatchObject({
    kind: 'malformed',
  });
});
