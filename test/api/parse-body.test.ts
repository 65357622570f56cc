import { describe, expect, test } from '@jest/globals';
import { waiverFrom } from '../../shared/api/findings-schemas.ts';
import { HttpError } from '../../shared/api/http-error.ts';
import { parseBody } from '../../shared/api/parse-body.ts';
import { parseQuery } from '../../shared/api/parse-query.ts';
import { pageQuery, provisioningSchema, verificationSchema } from '../../shared/api/request-schemas.ts';

const subscriptionId = '11111111-1111-4111-8111-111111111111';
const cluster = { subscriptionId, resourceGroup: 'group', name: 'cluster' };
const subnetId =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/spoke/subnets/nodes';
const clusterId = `/subscriptions/${subscriptionId}/resourceGroups/group/providers/Microsoft.ContainerService/managedClusters/cluster`;

function detailsOf(act: () => unknown): Record<string, string> {
  try {
    act();
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    expect(error.status).toBe(400);
    return Object.fromEntries(error.details.map(({ target, message }) => [target ?? '', message]));
  }
  throw new Error('nothing was refused');
}

const bodyOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const post = (value: unknown) => parseBody(provisioningSchema, 'application/json', bodyOf(value));
const withPool = (nodePool: object) => () => post({ cluster, nodePool: { name: 'kata', ...nodePool } });

describe('words of refusals', () => {
  test('say of a waiver without an end that it is missing', () => {
    const waive = () => parseBody(waiverFrom(0), 'application/json', bodyOf({ reason: 'known' }));
    expect(detailsOf(waive)).toEqual({ until: expect.stringMatching(/^is missing: it must be a day/) });
  });

  test.each<[string, unknown, Record<string, RegExp>]>([
    ['an array', [], { body: /^must be an object, not an array$/ }],
    ['a text', 'kata', { body: /^must be an object, not a string$/ }],
    ['null', null, { body: /^must be an object, not null$/ }],
    ['no pool', { cluster }, { nodePool: /^is missing: it must be an object$/ }],
    ['a pool without a name', { cluster, nodePool: {} }, { 'nodePool.name': /^is missing: it must be a string$/ }],
    [
      'wrong types',
      { cluster, nodePool: { name: 7, count: 'three', zones: 'one', tags: { a: 1 } } },
      {
        'nodePool.name': /^must be a string, not a number/,
        'nodePool.count': /^must be a number, not a string$/,
        'nodePool.zones': /^must be an array, not a string$/,
        'nodePool.tags.a': /^must be a string/,
      },
    ],
    ['half a node', { cluster, nodePool: { name: 'kata', count: 1.5 } }, { 'nodePool.count': /a whole number/ }],
    [
      'a policy that there is not',
      { cluster, nodePool: { name: 'kata' }, cleanup: 'maybe' },
      { cleanup: /^must be keep, delete-on-failure or always-delete$/ },
    ],
    [
      'fields that are not known',
      { cluster: { ...cluster, region: 'x' }, nodePool: { name: 'kata', size: 'x', sku: 'y' }, colour: 'red' },
      {
        colour: /not known here: the known ones are cluster, nodePool, cleanup/,
        'nodePool.size': /name, vmSize, count/,
        'nodePool.sku': /name, vmSize, count/,
        'cluster.region': /subscriptionId, resourceGroup and name$/,
      },
    ],
  ])('%s', (_what, body, expected) => {
    const details = detailsOf(() => post(body));
    expect(Object.keys(details).sort()).toEqual(Object.keys(expected).sort());
    for (const [target, words] of Object.entries(expected)) expect(details[target]).toMatch(words);
  });

  test('never those of the library', () => {
    const wrong = { cluster: 5, nodePool: { name: {}, count: 5000, nodeTaints: [1], nodeLabels: [], zones: ['9'] } };
    expect(JSON.stringify(detailsOf(() => post({ ...wrong, x: 1 })))).not.toMatch(
      /invalid (input|option)|expected|received|too (big|small)|unrecognized/i,
    );
  });
});

describe('what Kubernetes or Azure refuse', () => {
  test.each<[string, object, string]>([
    ['a label that begins with a dash', { nodeLabels: { '-a': 'b' } }, 'nodePool.nodeLabels.-a'],
    ['a label that ends with a dot', { nodeLabels: { 'a.': 'b' } }, 'nodePool.nodeLabels.a.'],
    ['a label with two prefixes', { nodeLabels: { 'x.io/y/z': 'b' } }, 'nodePool.nodeLabels.x.io/y/z'],
    ['a label without a name', { nodeLabels: { 'x.io/': 'b' } }, 'nodePool.nodeLabels.x.io/'],
    ['a prefix in capitals', { nodeLabels: { 'X.io/y': 'b' } }, 'nodePool.nodeLabels.X.io/y'],
    ['a name of 64 letters', { nodeLabels: { ['n'.repeat(64)]: 'b' } }, `nodePool.nodeLabels.${'n'.repeat(64)}`],
    ['a value that ends with a dash', { nodeLabels: { a: 'b-' } }, 'nodePool.nodeLabels.a'],
    ['a value with a space', { nodeLabels: { a: 'b c' } }, 'nodePool.nodeLabels.a'],
    ['a label of Kubernetes', { nodeLabels: { 'kubernetes.io/role': 'a' } }, 'nodePool.nodeLabels.kubernetes.io/role'],
    [
      'a role that a kubelet may not take',
      { nodeLabels: { 'node-role.kubernetes.io/sandbox': '' } },
      'nodePool.nodeLabels.node-role.kubernetes.io/sandbox',
    ],
    ['a taint whose key ends with a dash', { nodeTaints: ['kata-=true:NoSchedule'] }, 'nodePool.nodeTaints.0'],
    ['a taint whose key is a path', { nodeTaints: ['a/b/c=true:NoSchedule'] }, 'nodePool.nodeTaints.0'],
    ['a taint whose value begins with a dot', { nodeTaints: ['kata=.x:NoSchedule'] }, 'nodePool.nodeTaints.0'],
    ['a taint without an effect', { nodeTaints: ['kata=true'] }, 'nodePool.nodeTaints.0'],
    ['one taint twice', { nodeTaints: ['a=b:NoExecute', 'a=c:NoExecute'] }, 'nodePool.nodeTaints'],
    ['one zone twice', { zones: ['1', '1'] }, 'nodePool.zones'],
    ['a subnet that is a network', { vnetSubnetID: subnetId.replace('/subnets/nodes', '') }, 'nodePool.vnetSubnetID'],
    ['a subnet by its name', { podSubnetID: 'nodes' }, 'nodePool.podSubnetID'],
    ['more pods than a node takes', { maxPods: 251 }, 'nodePool.maxPods'],
    ['an unknown OS disk', { osDiskType: 'Fast' }, 'nodePool.osDiskType'],
    ['a surge in words', { upgradeSettings: { maxSurge: 'some' } }, 'nodePool.upgradeSettings.maxSurge'],
    ['a tag with a slash', { tags: { 'a/b': 'c' } }, 'nodePool.tags.a/b'],
    ['a tag with a percent sign', { tags: { '5%': 'c' } }, 'nodePool.tags.5%'],
    ['the tag that names the run', { tags: { 'Kataproof-Run': 'c' } }, 'nodePool.tags.Kataproof-Run'],
    ['a tag of Azure', { tags: { 'azure-x': 'c' } }, 'nodePool.tags.azure-x'],
    ['a long value of a tag', { tags: { a: 'c'.repeat(257) } }, 'nodePool.tags.a'],
    ['tags that differ in case', { tags: { team: 'a', Team: 'b' } }, 'nodePool.tags'],
    [
      'fifty tags beside ours',
      { tags: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`t${index}`, ''])) },
      'nodePool.tags',
    ],
    [
      'a pool that is too long for a run to carry along',
      { tags: Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`${'t'.repeat(400)}${index}`, ''])) },
      'nodePool',
    ],
  ])('%s', (_what, nodePool, target) => {
    expect(Object.keys(detailsOf(withPool(nodePool)))).toEqual([target]);
  });

  test('and takes what they take', () => {
    const nodePool = {
      nodeLabels: { 'team.example/x_Y.z-1': 'A_b.c-1', empty: '', 'node.kubernetes.io/purpose': 'kata' },
      nodeTaints: ['kata=true:NoSchedule', 'kata:NoExecute', 'x.io/y=:PreferNoSchedule'],
      zones: ['3', '1'],
      tags: { 'cost center': 'R&D / 7', 'hidden-x': '' },
      ...{ vnetSubnetID: subnetId, podSubnetID: subnetId.toLowerCase(), podIPAllocationMode: 'StaticBlock' },
      ...{ maxPods: 110, osDiskType: 'Ephemeral', enableEncryptionAtHost: true },
      upgradeSettings: {
        maxSurge: '33%',
        maxUnavailable: '0',
        drainTimeoutInMinutes: 60,
        nodeSoakDurationInMinutes: 0,
      },
    };
    expect(withPool(nodePool)().nodePool).toMatchObject(nodePool);
  });
});

describe('a cluster by its id', () => {
  const verify = (given: unknown) => () =>
    parseBody(verificationSchema, 'application/json', bodyOf({ cluster: given }));

  test('is taken in any case', () => {
    expect(verify(clusterId.replace('resourceGroups', 'RESOURCEGROUPS'))().cluster).toEqual(cluster);
  });

  test.each([
    [`${clusterId}/agentPools/kata`, /names node pool kata in cluster cluster: .* nodePool$/],
    [`${clusterId}/agentpools/kata/machines/m0`, /names a resource in cluster cluster/],
    [`${clusterId}/providers/Microsoft.Insights/x`, /names a resource in cluster cluster/],
    [`${clusterId}/`, null],
    ['/subscriptions/x', /^must be \{subscriptionId/],
    [[clusterId], /^must be \{subscriptionId/],
    [null, /^must be \{subscriptionId/],
  ])('%s', (id, words) => {
    if (words === null) expect(verify(id)().cluster).toEqual(cluster);
    else expect(detailsOf(verify(id))['cluster']).toMatch(words);
  });
});

describe('parseQuery', () => {
  const parse = (query: string) => parseQuery(pageQuery, new URLSearchParams(query));

  test.each([
    'code=secret',
    'clientId=portal',
    'subscription-key=k',
    'api-version=2026-01-01',
    'utm_source=x',
    'X-Trace=1',
  ])('ignores %s, which the platform or a gateway adds', (query) => {
    expect(parse(`${query}&maxpagesize=7`)).toEqual({ maxpagesize: 7 });
  });

  test.each([
    ['limt=5', 'limt', /maxpagesize and continuation/],
    ['maxpagesize=x', 'maxpagesize', /^must be a number, not a text$/],
    ['maxpagesize=0', 'maxpagesize', /^must be at least 1$/],
  ])('refuses %s', (query, target, words) => {
    expect(detailsOf(() => parse(query))[target]).toMatch(words);
  });
});
