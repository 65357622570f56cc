import { expect, test } from '@jest/globals';
import { subjectOf } from '../../functions/wiring/subject-of.ts';
import { readSubject } from '../../shared/telemetry/subject.ts';
import { clusterEvent, resourceEvent } from '../support/samples/event-payloads.ts';

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

const invoked = (type: string, data: unknown) =>
  subjectOf({ invocationContext: { options: { trigger: { type } } }, inputs: [data] } as Parameters<
    typeof subjectOf
  >[0]);

test('an event tells its cluster and its pool, whichever way it comes', () => {
  const rolled = clusterEvent(cluster, { id: 'e', name: 'NodePoolRollingFailed', data: { nodePoolName: 'kata' } });
  const written = resourceEvent(cluster, { id: 'e', poolName: 'kata' });
  for (const event of [rolled, written]) {
    const message = Buffer.from(JSON.stringify(event)).toString('base64');
    for (const [type, data] of [
      ['eventGridTrigger', event],
      ['queueTrigger', message],
      ['queueTrigger', event],
    ] as const)
      expect(invoked(type, data)).toMatchObject({ 'k8s.cluster.name': 'c', 'kataproof.pool': 'kata' });
  }
  expect(JSON.stringify(invoked('eventGridTrigger', written))).not.toContain('Somebody');
  for (const data of ['<event/>', { id: 'x' }, null]) expect(invoked('queueTrigger', data)).toEqual({});
  expect(invoked('timerTrigger', {})).toEqual({});
});
