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

describe('what AKS announces', () => {
  const type = 'Microsoft.ResourceNotifications.ContainerServiceEventResources.ScheduledEventEmitted';
  const at = '2024-04-16T22:17:12.1032748Z';
  const lower = clusterId.replace('resourceGroups', 'resourcegroups');
  const [topic, notice] = [`/subscriptions/${subscriptionId}`, '11aa22bb-0000-4000-8000-000000000001'];
  // As Microsoft prints them (Event Grid, "Azure Resource Notifications - ContainerService events"), with real ids.
  const properties = {
    ...{ description: 'ScheduledEvents', eventId: 'bbe82027-0444-4f73-897a-0bbfe3af66f1', eventSource: 'AutoUprader' },
    ...{ eventStatus: 'Started', eventDetails: 'Start to upgrade security vhd' },
    ...{ scheduledTime: '2024-04-16T22:17:12.103268606Z', startTime: '0001-01-01T00:00:00.0000000Z' },
    ...{ lastUpdateTime: '0001-01-01T00:00:00.0000000Z', resources: [lower], resourceType: 'ManagedCluster' },
  };
  const dataOf = (id: string, change: object = {}) => ({
    resourceInfo: {
      ...{ id, name: notice, type: 'Microsoft.ContainerService/managedClusters/scheduledEvents', location: 'westus2' },
      properties: { ...properties, ...change },
    },
    operationalInfo: { resourceEventTime: '2024-04-16T22:17:12.1032748' },
    apiVersion: '2023-11-02-preview',
  });
  const inEventGrid = {
    ...{ id: '5bdb52cf', topic, subject: `${lower}/scheduledEvents/${notice}`, data: dataOf(`${lower}/${notice}`) },
    ...{ eventType: type, dataVersion: '1', metadataVersion: '1', eventTime: at },
  };
  const inCloudEvents = {
    ...{ id: '5bdb52cf', source: topic, subject: `${clusterId}/scheduledEvents/${notice}` },
    ...{ data: dataOf(`${clusterId}/scheduledEvents/${notice}`), type, specversion: '1.0', time: at },
  };

  test.each([
    ['Event Grid schema, whose resource id ends in the id of the event', inEventGrid],
    ['CloudEvents 1.0', inCloudEvents],
  ])("is read from Microsoft's own sample in %s", (_schema, sample) => {
    expect(parseClusterEvent(sample)).toEqual({
      ...{ kind: 'maintenance', id: '5bdb52cf', at, cluster, noticeId: properties.eventId, status: 'Started' },
      ...{ source: 'AutoUprader', description: 'ScheduledEvents' },
    });
  });

  const elsewhere = '/subscriptions/x/resourceGroups/y';
  test.each([
    ['its subject', { ...inEventGrid, data: dataOf(elsewhere, { resources: [] }) }],
    [
      'its resources',
      { ...inEventGrid, subject: 'Demo', data: dataOf(elsewhere, { resources: [7, elsewhere, lower] }) },
    ],
    ['its resource id', { ...inEventGrid, subject: null, data: dataOf(`${lower}/a/b/c`, { resources: 'none' }) }],
    ['its topic', { ...inCloudEvents, source: clusterId, subject: '', data: dataOf('', { resources: [] }) }],
    ['its subject, without any data', { ...inCloudEvents, data: undefined }],
    ['its subject, with data of another form', { ...inCloudEvents, data: { resourceInfo: { properties: 'none' } } }],
  ])('is not lost when only %s names its cluster', (_where, event) => {
    expect(parseClusterEvent(event)).toMatchObject({ kind: 'maintenance', cluster });
  });

  test('is lost when nothing names its cluster', () => {
    const event = { ...inCloudEvents, subject: '', data: dataOf(elsewhere, { resources: [elsewhere] }) };
    expect(parseClusterEvent(event)).toMatchObject({ kind: 'malformed', reason: expect.stringContaining('cluster') });
  });

  test.each([
    ['time', { ...inCloudEvents, time: undefined }, '2024-04-16T22:17:12.1032748Z'],
    ['a readable time', { ...inCloudEvents, time: 'soon' }, '2024-04-16T22:17:12.1032748Z'],
    ['any time', { ...inCloudEvents, time: undefined, data: { resourceInfo: { properties } } }, null],
  ])('may be without %s', (_what, event, expected) => {
    expect(parseClusterEvent(event)).toMatchObject({ kind: 'maintenance', at: expected });
  });

  const details = {
    ...{ kubernetesVersion: '1.32.3', eolDate: '2026-03-01T00:00:00Z', supportType: 'Community' },
    ...{ daysUntilEOL: 5, region: 'eastus' },
  };
  const endOfSupport = (change: object) =>
    parseClusterEvent({
      ...inCloudEvents,
      data: dataOf(`${clusterId}/scheduledEvents/${notice}`, {
        ...{ description: 'KubernetesVersionEOLOneWeek', eventSource: 'EOLNotification', eventStatus: 'Scheduled' },
        ...{ eventDetails: details, ...change },
      }),
    });

  test.each([
    ['within two weeks', { description: 'KubernetesVersionEOLTwoWeeks' }, 'support-ending'],
    ['within a week', {}, 'support-ending'],
    ['in the past', { description: 'KubernetesVersionOutOfSupport' }, 'support-ended'],
    ['in the past, in the status', { description: 'x', eventStatus: 'KubernetesVersionOutOfSupport' }, 'support-ended'],
    [
      'in the past, in the details',
      { description: null, eventDetails: { ...details, daysUntilEOL: -3 } },
      'support-ended',
    ],
    ['within a week, with details as a text', { eventDetails: JSON.stringify(details) }, 'support-ending'],
  ])('is an end of support %s', (_when, change, kind) => {
    expect(endOfSupport(change)).toMatchObject({
      ...{ kind, cluster, kubernetesVersion: '1.32.3', endsAt: '2026-03-01T00:00:00Z', noticeId: properties.eventId },
    });
  });

  test('is an end of support even without details', () => {
    expect(endOfSupport({ eventDetails: '' })).toMatchObject({
      ...{ kind: 'support-ending', kubernetesVersion: null, endsAt: null },
    });
  });
});

describe('events with optional attributes left out', () => {
  const {
    time: _time,
    subject: _subject,
    ...bare
  } = cloudEvent('Microsoft.ContainerService.NodePoolRollingFailed', pool);

  test('are read: CloudEvents need no time and no subject', () => {
    expect(parseClusterEvent(bare)).toMatchObject({ kind: 'pool-rolling-failed', at: null, cluster, poolName: 'kata' });
  });

  test('take the cluster from the subject where the topic is none', () => {
    expect(parseClusterEvent({ ...bare, source: '/forwarder', subject: clusterId })).toMatchObject({ cluster });
  });

  test('are read whatever the case of their type', () => {
    const type = 'microsoft.containerservice.nodepoolrollingFAILED';
    expect(parseClusterEvent({ ...bare, type })).toMatchObject({ kind: 'pool-rolling-failed' });
  });

  test('of Microsoft.Resources say what they are about more than once', () => {
    const scope = `${clusterId}/agentPools/kata`;
    const authorization = { scope, action: 'Microsoft.ContainerService/managedClusters/agentPools/write' };
    const event = eventGrid('Microsoft.Resources.ResourceWriteSuccess', { authorization }, '/subscriptions/x');
    expect(parseClusterEvent({ ...event, subject: scope })).toMatchObject({ kind: 'pool-written', poolName: 'kata' });
    expect(parseClusterEvent({ ...event, subject: undefined })).toMatchObject({ kind: 'pool-written', cluster });
  });
});

describe('an action through Azure Resource Manager', () => {
  const acted = (below: string, operation: string) => {
    const operationName = `Microsoft.ContainerService/managedClusters/${operation}/action`;
    const data = { resourceUri: `${clusterId}${below}`, operationName };
    return parseClusterEvent(eventGrid('Microsoft.Resources.ResourceActionSuccess', data, '/subscriptions/s'));
  };

  test('that gives a pool other machines is a write to it', () => {
    for (const operation of ['agentPools/upgradeNodeImageVersion', 'agentPools/deleteMachines'])
      expect(acted('/agentPools/Kata', operation)).toMatchObject({ kind: 'pool-written', cluster, poolName: 'kata' });
  });

  test('that brings up all nodes of a cluster anew restarts it', () => {
    for (const operation of ['start', 'rotateClusterCertificates'])
      expect(acted('', operation)).toMatchObject({ kind: 'cluster-restarted', cluster });
  });

  test('that changes no machine is none of ours', () => {
    for (const operation of ['stop', 'listClusterUserCredential', 'runCommand'])
      expect(acted('', operation)).toMatchObject({ kind: 'unknown' });
    expect(acted('/agentPools/kata', 'agentPools/abort')).toMatchObject({ kind: 'unknown' });
  });
});

describe('what an event leaves out', () => {
  test.each([undefined, null, 'text', {}, { kubernetesVersion: 1.31 }, { kubernetesVersion: '' }])(
    'of its version (%j) does not lose a notice',
    (data) => {
      expect(parseClusterEvent(cloudEvent('Microsoft.ContainerService.ClusterSupportEnding', data))).toMatchObject({
        ...{ kind: 'support-ending', cluster, kubernetesVersion: null },
      });
      expect(
        parseClusterEvent(eventGrid('Microsoft.ContainerService.NewKubernetesVersionAvailable', data)),
      ).toMatchObject({ kind: 'new-kubernetes-version', cluster, latestSupported: null });
    },
  );

  test.each([
    ['resourceUri', { resourceUri: '', operationName: 'Microsoft.ContainerService/managedClusters/write' }, clusterId],
    [
      'subject and operationName',
      {
        operationName: '',
        authorization: { scope: clusterId, action: 'Microsoft.ContainerService/managedClusters/write' },
      },
      'Demo',
    ],
  ])('empty in %s is read elsewhere', (_, data, subject) => {
    const event = { ...eventGrid('Microsoft.Resources.ResourceWriteSuccess', data, '/subscriptions/s'), subject };
    expect(parseClusterEvent(event)).toMatchObject({ kind: 'cluster-written', cluster });
  });
});
