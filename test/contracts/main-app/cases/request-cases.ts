import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { askForRefusal, assertRefused, listRunIds } from '../../../support/main-app/ask-for-runs.ts';
import { azureOf, type MainAppTarget, readArmRequests } from '../../../support/main-app/main-app-target.ts';
import type { MainAppCase } from './main-app-case.ts';

const goodRequest = ({ cluster }: MainAppTarget) => ({ cluster, nodePool: { name: 'kata' }, cleanup: 'always-delete' });
const withPool = (change: object) => () => ({ nodePool: { name: 'kata', ...change } });

interface BadRequest {
  what: string;
  /** The fields that replace those of a good request. */
  change: (target: MainAppTarget) => object;
  status?: number;
  code?: string;
  words: RegExp;
  /** Whether the answer depends on the state of the cluster. */
  looksAtCluster?: boolean;
}

const bad: readonly BadRequest[] = [
  { what: 'an unknown field', change: () => ({ colour: 'red' }), words: /colour/ },
  { what: 'a wrong type', change: withPool({ count: 'three' }), words: /nodePool\.count/ },
  { what: 'no nodes', change: withPool({ count: 0 }), words: /at least 1/ },
  { what: 'too many nodes', change: withPool({ count: 1001 }), words: /nodePool\.count/ },
  { what: 'half a node', change: withPool({ count: 1.5 }), words: /nodePool\.count/ },
  { what: 'a pool name that AKS refuses', change: withPool({ name: 'Kata-Pool' }), words: /nodePool\.name/ },
  { what: 'a size that is none', change: withPool({ vmSize: 'big' }), words: /vmSize/ },
  {
    what: 'a size that cannot nest',
    change: withPool({ vmSize: 'Standard_B2s' }),
    code: 'VmSizeNotSupported',
    words: /Try Standard_D4s_v5/,
    looksAtCluster: true,
  },
  { what: 'a taint that is none', change: withPool({ nodeTaints: ['sandbox'] }), words: /key=value:Effect/ },
  {
    what: 'a reserved label',
    change: withPool({ nodeLabels: { 'kubernetes.azure.com/x': 'y' } }),
    words: /reserved/,
  },
  { what: 'an unknown policy', change: () => ({ cleanup: 'maybe' }), words: /cleanup/ },
  { what: 'no cluster', change: () => ({ cluster: undefined }), words: /cluster/ },
  { what: 'an id of another shape', change: () => ({ cluster: '/subscriptions/x' }), words: /managedClusters/ },
  {
    what: 'a subscription that is no GUID',
    change: ({ cluster }) => ({ cluster: { ...cluster, subscriptionId: 'x' } }),
    words: /GUID/,
  },
  {
    what: 'a cluster that does not exist',
    change: ({ cluster }) => ({ cluster: { ...cluster, name: 'nowhere' } }),
    status: 404,
    code: 'ClusterNotFound',
    words: /nowhere/,
    looksAtCluster: true,
  },
  {
    what: 'the name of an ordinary pool',
    change: withPool({ name: 'system' }),
    status: 409,
    code: 'NodePoolDiffers',
    words: /choose another name/,
    looksAtCluster: true,
  },
];

const provisionings: readonly MainAppCase[] = [
  ...bad.map(
    ({ what, change, status = 400, code = 'InvalidRequest', words, looksAtCluster = false }): MainAppCase => ({
      name: `provisionings: ${what} starts nothing and says what to do`,
      ...(looksAtCluster && { needs: 'emulated-azure' }),
      async run(target) {
        const before = await listRunIds(target);
        const body = { ...goodRequest(target), ...change(target) };
        const refusal = await askForRefusal(target, '/api/provisionings', { body });
        assert.deepEqual({ status: refusal.status, code: refusal.code }, { status, code }, refusal.message);
        assert.match(`${refusal.message} ${JSON.stringify(refusal.details)}`, words);
        assert.deepEqual(await listRunIds(target), before);
      },
    }),
  ),
  {
    name: 'provisionings: every wrong field is named, not only the first',
    async run(target) {
      const body = { ...goodRequest(target), nodePool: { name: 'X', count: -1 }, extra: 1 };
      const { details } = await askForRefusal(target, '/api/provisionings', { body });
      assert.ok(details.length >= 3, JSON.stringify(details));
    },
  },
];

const verifications: readonly MainAppCase[] = [
  { what: 'an unknown pool', change: { nodePool: 'nope' }, status: 404, code: 'NodePoolNotFound' },
  { what: 'an ordinary pool', change: { nodePool: 'system' }, status: 400, code: 'NotAKataPool' },
  { what: 'an unknown field', change: { pool: 'kata' }, status: 400, code: 'InvalidRequest' },
].map(({ what, change, status, code }) => ({
  name: `verifications: ${what} is refused`,
  ...(code === 'InvalidRequest' ? {} : { needs: 'emulated-azure' }),
  run: (target) =>
    assertRefused(target, '/api/verifications', { body: { cluster: target.cluster, ...change } }, status, code),
}));

/** Routes that read a body. The one of findings names a finding that no cluster has. */
const readers: readonly [string, (target: MainAppTarget) => string][] = [
  ['provisionings', () => '/api/provisionings'],
  ['verifications', () => '/api/verifications'],
  ['preflights', () => '/api/preflights'],
  [
    'findings',
    ({ cluster: { subscriptionId, resourceGroup, name } }) =>
      `/api/clusters/${subscriptionId}/${resourceGroup}/${name}/findings/nobody/waive`,
  ],
];

const bodies: readonly {
  what: string;
  body?: unknown;
  type?: string;
  encoding?: string;
  status: number;
  code: string;
}[] = [
  { what: 'malformed JSON', body: '{"cluster":', status: 400, code: 'MalformedJson' },
  { what: 'a field that is there twice', body: '{"cluster":1,"cluster":2}', status: 400, code: 'MalformedJson' },
  { what: 'no body', status: 400, code: 'MissingRequestBody' },
  { what: 'an empty text', body: '', status: 400, code: 'MissingRequestBody' },
  { what: 'an array', body: '[]', status: 400, code: 'InvalidRequest' },
  { what: 'null', body: 'null', status: 400, code: 'InvalidRequest' },
  { what: 'a JSON text', body: '"kata"', status: 400, code: 'InvalidRequest' },
  { what: 'bytes that are no UTF-8', body: Uint8Array.of(0xff, 0xfe, 0x7b), status: 400, code: 'MalformedJson' },
  { what: 'a body of 70 kB', body: { filler: 'x'.repeat(70_000) }, status: 413, code: 'RequestBodyTooLarge' },
  { what: 'XML', body: '<a/>', type: 'application/xml', status: 415, code: 'UnsupportedMediaType' },
  { what: 'a form', body: 'a=1', type: 'application/x-www-form-urlencoded', status: 415, code: 'UnsupportedMediaType' },
  { what: 'text', body: '{}', type: 'text/plain', status: 415, code: 'UnsupportedMediaType' },
  { what: 'compressed JSON', body: gzipSync('{}'), encoding: 'gzip', status: 415, code: 'UnsupportedMediaType' },
];

const bodyCases = readers.flatMap(([route, path]) =>
  bodies.map(
    ({ what, body, type = 'application/json', encoding, status, code }): MainAppCase => ({
      name: `${route}: ${what} is refused`,
      run: (target) =>
        assertRefused(
          target,
          path(target),
          {
            ...{ method: 'POST', body },
            headers: {
              ...(body !== undefined && { 'content-type': type }),
              ...(encoding !== undefined && { 'content-encoding': encoding }),
            },
          },
          status,
          code,
        ),
    }),
  ),
);

/** Bad requests. The last case checks that none of them has had an effect. */
export const requestCases: readonly MainAppCase[] = [
  ...provisionings,
  ...verifications,
  ...bodyCases,
  {
    name: 'bad requests: none of them has started a run, or created anything in Azure',
    needs: 'emulated-azure',
    async run(target) {
      const puts = (await readArmRequests(azureOf(target).ready)).filter(({ method }) => method === 'PUT');
      assert.deepEqual([await listRunIds(target), puts], [[], []]);
    },
  },
];
