import { expect, test } from '@jest/globals';
import { readSubject } from '../../shared/telemetry/subject.ts';

const cluster = { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'g', name: 'c' };
const told = {
  'kataproof.cluster.id':
    '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c',
  'k8s.cluster.name': 'c',
};

test('run, cluster, pool and node are found where inputs have them', () => {
  expect(readSubject({ runId: 'r', cluster, poolName: 'p', nodeName: 'n' })).toEqual({
    ...{ 'kataproof.run.id': 'r', 'kataproof.pool': 'p', 'k8s.node.name': 'n' },
    ...told,
  });
  expect(readSubject({ run: { runId: 'r', cluster } })).toEqual({ 'kataproof.run.id': 'r', ...told });
  expect(readSubject({ cluster, pool: { name: 'p' } })).toEqual({ 'kataproof.pool': 'p', ...told });
  expect(readSubject({ cluster, spec: { name: 'p' } })).toEqual({ 'kataproof.pool': 'p', ...told });
  expect(readSubject(cluster)).toEqual(told);
});

test.each([undefined, null, 'text', [], { runId: 7, cluster: { name: 'c' }, poolName: null }])(
  'nothing is found in %j',
  (input) => {
    expect(readSubject(input)).toEqual({});
  },
);
