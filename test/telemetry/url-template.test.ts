import { expect, test } from '@jest/globals';
import {
  armTemplate,
  kubernetesNamespace,
  kubernetesTemplate,
  resourceProvider,
  tableTemplate,
} from '../../shared/telemetry/url-template.ts';

const subscription = '/subscriptions/11111111-1111-4111-8111-111111111111';

test.each([
  [
    `${subscription}/resourceGroups/my-group/providers/Microsoft.ContainerService/managedClusters/one/agentPools/two`,
    '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.ContainerService/managedClusters/{name}/agentPools/{name}',
  ],
  [
    `${subscription}/resourcegroups/my-group/providers/Microsoft.ContainerService/managedClusters/one/listClusterUserCredential`,
    '/subscriptions/{subscriptionId}/resourcegroups/{resourceGroup}/providers/Microsoft.ContainerService/managedClusters/{name}/listClusterUserCredential',
  ],
  [
    `${subscription}/providers/Microsoft.ContainerService/locations/westeurope/operations/0b1c-2d`,
    '/subscriptions/{subscriptionId}/providers/Microsoft.ContainerService/locations/{location}/operations/{name}',
  ],
  ['/providers/Microsoft.ResourceGraph/resources', '/providers/Microsoft.ResourceGraph/resources'],
  ['/hunter2-secret/x', '/{…}/{name}'],
])('the path %s of Resource Manager has no name in its template', (path, template) => {
  expect(armTemplate(path)).toBe(template);
});

test('the resource provider is the last one that a path names', () => {
  expect(resourceProvider(`${subscription}/providers/Microsoft.ContainerService/managedClusters`)).toBe(
    'Microsoft.ContainerService',
  );
  expect(resourceProvider(subscription)).toBe('Microsoft.Resources');
});

test.each([
  ['/version', '/version', null],
  ['/api/v1/nodes/aks-1', '/api/v1/nodes/{name}', null],
  ['/api/v1/namespaces/mine', '/api/v1/namespaces/{name}', 'mine'],
  ['/api/v1/namespaces/mine/pods', '/api/v1/namespaces/{namespace}/pods', 'mine'],
  ['/api/v1/namespaces/mine/pods/one/log', '/api/v1/namespaces/{namespace}/pods/{name}/log', 'mine'],
  ['/apis/batch/v1/namespaces/mine/jobs/one', '/apis/batch/v1/namespaces/{namespace}/jobs/{name}', 'mine'],
  ['/apis/node.k8s.io/v1/runtimeclasses/kata', '/apis/node.k8s.io/v1/runtimeclasses/{name}', null],
])('the path %s of Kubernetes has the template %s and the namespace %s', (path, template, namespace) => {
  expect(kubernetesTemplate(path)).toBe(template);
  expect(kubernetesNamespace(path)).toBe(namespace);
});

test('paths of tables tell neither table nor key', () => {
  expect(tableTemplate("/account/runs(PartitionKey='a',RowKey='b')")).toBe('/{table}({keys})');
  expect(tableTemplate('/account/runs')).toBe('/{table}');
  expect(tableTemplate('/Tables')).toBe('/Tables');
});
