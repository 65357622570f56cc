import type { ClusterReference } from '../../../shared/clusters/cluster-reference.ts';

/**
 * Payloads as Event Grid's documentation prints them (AKS and subscription event schemas), about clusters of the tests.
 */

const clusterId = ({ subscriptionId, resourceGroup, name }: ClusterReference) =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${name}`;

export interface ClusterEventFacts {
  id: string;
  name: string;
  data: object;
  at?: string;
}

const usualTime = '2026-03-29T18:00:00.0000000Z';

export function clusterEvent(cluster: ClusterReference, { id, name, data, at = usualTime }: ClusterEventFacts) {
  return {
    topic: clusterId(cluster),
    subject: cluster.name,
    eventType: `Microsoft.ContainerService.${name}`,
    id,
    data,
    dataVersion: '1',
    metadataVersion: '1',
    eventTime: at,
  };
}

export function clusterCloudEvent(cluster: ClusterReference, { id, name, data, at = usualTime }: ClusterEventFacts) {
  return {
    source: clusterId(cluster),
    subject: cluster.name,
    type: `Microsoft.ContainerService.${name}`,
    id,
    data,
    specversion: '1.0',
    time: at,
  };
}

export const somebody = '99999999-9999-4999-8999-999999999999';

/**
 * Builds an event about a write, a delete or an action. `poolName` is null for the cluster itself; `by` is the object id of the
 * author.
 */
export function resourceEvent(
  cluster: ClusterReference,
  { id, operation = 'write', poolName, by = somebody }: ResourceEventFacts,
) {
  const kind = `Microsoft.ContainerService/managedClusters${poolName === null ? '' : '/agentPools'}`;
  // Real events spell the subject's `resourcegroups` like this.
  const uri = `${clusterId(cluster).replace('resourceGroups', 'resourcegroups')}${poolName === null ? '' : `/agentPools/${poolName}`}`;
  return {
    subject: uri,
    eventType: `Microsoft.Resources.Resource${operation === 'write' ? 'Write' : operation === 'delete' ? 'Delete' : 'Action'}Success`,
    eventTime: usualTime,
    id,
    data: {
      authorization: {
        scope: uri,
        action: `${kind}/${operation}`,
        evidence: { role: 'Contributor', roleAssignmentScope: `/subscriptions/${cluster.subscriptionId}` },
      },
      claims: {
        aud: 'https://management.core.windows.net/',
        appid: '88888888-8888-4888-8888-888888888888',
        name: 'Somebody With A Name',
        'http://schemas.microsoft.com/identity/claims/objectidentifier': by,
        'http://schemas.microsoft.com/identity/claims/tenantid': '22222222-2222-4222-8222-222222222222',
      },
      correlationId: '4db48cba-50a2-455a-93b4-de41a3b5b7f6',
      resourceProvider: 'Microsoft.ContainerService',
      resourceUri: uri,
      operationName: `${kind}/${operation}`,
      status: 'Succeeded',
      subscriptionId: cluster.subscriptionId,
      tenantId: '22222222-2222-4222-8222-222222222222',
    },
    dataVersion: '2',
    metadataVersion: '1',
    topic: `/subscriptions/${cluster.subscriptionId}`,
  };
}

interface ResourceEventFacts {
  id: string;
  operation?: 'write' | 'delete' | `${string}/action`;
  poolName: string | null;
  by?: string;
}

/** Converts an event to the other schema, for a subscription that wants CloudEvents. */
export function inCloudEvents(event: ReturnType<typeof resourceEvent>) {
  const { id, subject, eventType: type, eventTime: time, topic: source, data } = event;
  return { id, subject, type, time, source, data, specversion: '1.0' };
}

/** Builds an AKS maintenance event (preview). The event on the wire has `resourceInfo`, but the SDK's types do not. */
export function maintenanceEvent(
  cluster: ClusterReference,
  id: string,
  eventStatus: string,
  { time = usualTime, ...change }: { time?: string } & Record<string, unknown> = {},
) {
  const { subscriptionId, name } = cluster;
  return {
    id,
    source: `/subscriptions/${subscriptionId}`,
    subject: `${clusterId(cluster)}/scheduledEvents/${id}`,
    type: 'Microsoft.ResourceNotifications.ContainerServiceEventResources.ScheduledEventEmitted',
    specversion: '1.0',
    time,
    data: {
      resourceInfo: {
        id: `${clusterId(cluster)}/scheduledEvents/${id}`,
        name: id,
        type: 'Microsoft.ContainerService/managedClusters/scheduledEvents',
        location: 'westus2',
        properties: {
          description: `Node image upgrade of ${name}`,
          eventId: id,
          eventSource: 'AutoUpgrader',
          eventStatus,
          eventDetails: '',
          scheduledTime: usualTime,
          startTime: '0001-01-01T00:00:00Z',
          lastUpdateTime: usualTime,
          resources: [clusterId(cluster)],
          resourceType: 'ManagedCluster',
          ...change,
        },
      },
      operationalInfo: { resourceEventTime: usualTime },
      apiVersion: '2023-11-02-preview',
    },
  };
}
