import { createHash } from 'node:crypto';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { keepProof } from '../../shared/activities/keep-proof.ts';
import { listProofs } from '../../shared/api/operations/evidence.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { buildProof } from '../../shared/evidence/build-proof.ts';
import { createEvidenceArchive } from '../../shared/storage/blobs-evidence-archive.ts';
import { createPostures } from '../../shared/storage/tables-postures.ts';
import { createProofChains } from '../../shared/storage/tables-proof-chains.ts';
import { startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';
import { sampleNode } from '../support/samples/sample-runs.ts';

const cluster = { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'rg-proofs', name: 'proven' };
const outside = { subscriptionId: '22222222-2222-4222-8222-222222222222', resourceGroup: 'rg', name: 'outside' };
const nights = 90;
const dayMs = 24 * 60 * 60_000;
const night = (number: number) => new Date(Date.UTC(2026, 7, 1) + number * dayMs).toISOString();

let stack: TestStack;
let ports: Parameters<typeof keepProof>[0];

/** Keeps a proof as a run would; a run of a pool whose nodes could not be read has no nodes. */
async function keep(of: ClusterReference, poolName: string, number: number) {
  const pool = {
    ...{ poolName, verdict: 'inconclusive' as const, reason: `Night ${number}.` },
    ...{ nodesPresent: 1, nodesProven: 0, changing: false },
  };
  const news = { runId: `run-${number}`, newsId: `run-${number}`, cluster: of, pool, evidenceSince: null };
  return keepProof(ports, buildProof({ ...news, provenAt: night(number) }, [sampleNode('n1')]));
}

beforeAll(async () => {
  const pools = [{ name: 'system', mode: 'System', count: 1, vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux' }];
  stack = await startTestStack({
    scenario: 'healthy',
    clusters: [{ ...cluster, localAccounts: false, pools }],
    settings: {
      KATAPROOF_ALLOWED_SCOPES: `/subscriptions/${cluster.subscriptionId}/resourceGroups/${cluster.resourceGroup}`,
    },
  });
  const credential = { getToken: () => Promise.reject(new Error('Nobody should ask for a token.')) };
  const access = { ...stack.storage, tablesEndpoint: null, blobsEndpoint: null, credential };
  ports = {
    evidence: createEvidenceArchive(access),
    chains: createProofChains(access),
    postures: createPostures(access),
  };
  for (let number = 1; number <= nights; number++) await keep(cluster, 'kata', number);
});
afterAll(() => stack?.stop());

const path = ({ subscriptionId, resourceGroup, name }: ClusterReference = cluster) =>
  `/api/clusters/${subscriptionId}/${resourceGroup}/${name}`;

async function get(url: string) {
  const { baseUrl, masterKey } = stack.host().ready;
  const headers = { 'x-functions-key': masterKey };
  const response = await fetch(url.startsWith('http') ? url : `${baseUrl}${url}`, { headers });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes, body: JSON.parse(bytes.toString('utf8')) };
}

async function read(url: string) {
  const { status, body } = await get(url);
  expect(status).toBe(200);
  return listProofs.answers[200].schema.parse(body);
}

describe('GET …/nodePools/{poolName}/proofs', () => {
  test('tells a quarter of nights in two pages, newest first, each linked to the one before', async () => {
    const first = await read(`${path()}/nodePools/kata/proofs?maxpagesize=50`);
    const second = await read(first.nextLink ?? '');
    expect(second.nextLink).toBeUndefined();
    const all = [...first.value, ...second.value];
    expect(all.map(({ sequence }) => sequence)).toEqual(Array.from({ length: nights }, (_, place) => nights - place));
    for (const [place, proof] of all.entries()) expect(proof.previousDigest).toBe(all[place + 1]?.digest ?? null);
    expect(all[0]).toMatchObject({
      ...{ runId: `run-${nights}`, provenAt: night(nights), verdict: 'inconclusive', reason: `Night ${nights}.` },
      ...{ nodesPresent: 1, nodesProven: 0, signed: false },
    });
  });

  test('tells those since a moment, on every page', async () => {
    const since = encodeURIComponent(night(nights - 2).replace('.000Z', '+00:00'));
    const first = await read(`${path()}/nodePools/KATA/proofs?maxpagesize=2&since=${since}`);
    const second = await read(first.nextLink ?? '');
    expect([...first.value, ...second.value].map(({ sequence }) => sequence)).toEqual([90, 89, 88]);
  });

  test('knows the nodes of no pool by their name', async () => {
    const { digest } = await keep(cluster, '(no agent pool)', 1);
    const { value } = await read(`${path()}/nodePools/${encodeURIComponent('(no agent pool)')}/proofs`);
    expect(value).toMatchObject([{ sequence: 1, digest }]);
    expect((await read(`${path()}/nodePools/(no%20agent%20pool)/proofs`)).value).toEqual(value);
  });

  test.each([
    ['/nodePools/kata/proofs?since=yesterday', 400, 'InvalidRequest'],
    ['/nodePools/kata/proofs?continuation=abc', 400, 'InvalidContinuation'],
    ['/nodePools/no%2Fpool/proofs', 400, 'InvalidRequest'],
  ])('refuses %s with %i %s', async (rest, status, code) => {
    const answer = await get(`${path()}${rest}`);
    expect([answer.status, answer.body.error?.code]).toEqual([status, code]);
  });

  test('and the evidence of a cluster outside of the allowed scopes are refused', async () => {
    const { digest } = await keep(outside, 'kata', 1);
    for (const rest of ['nodePools/kata/proofs', `evidence/${digest}`]) {
      const answer = await get(`${path(outside)}/${rest}`);
      expect([answer.status, answer.body.error?.code]).toEqual([403, 'ScopeNotAllowed']);
    }
  });
});

describe('GET …/evidence/{digest}', () => {
  test('answers the very bytes, with their digest as ETag and as RFC 9530 writes it', async () => {
    const { value } = await read(`${path()}/nodePools/kata/proofs?maxpagesize=1`);
    const digest = value[0]?.digest ?? '';
    const { status, headers, bytes } = await get(`${path()}/evidence/${digest}`);
    const sha256 = createHash('sha256').update(bytes);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(headers.get('etag')).toBe(`"${sha256.copy().digest('hex')}"`);
    expect(headers.get('etag')).toBe(`"${digest}"`);
    expect(headers.get('repr-digest')).toBe(`sha-256=:${sha256.digest('base64')}:`);
  });

  test('does not know the evidence of another cluster', async () => {
    const { digest } = await keep(outside, 'kata', 1);
    const answer = await get(`${path()}/evidence/${digest}`);
    expect([answer.status, answer.body.error?.code]).toEqual([404, 'EvidenceNotFound']);
  });

  test('answers evidence of before there were chains', async () => {
    const old = { runId: 'old', cluster, pools: [], nodes: [sampleNode('n1')] };
    const { hash } = await ports.evidence.keepEvidence(old);
    expect(await get(`${path()}/evidence/${hash}`)).toMatchObject({ status: 200, body: old });
  });

  test('says of evidence that somebody changed that it was changed', async () => {
    const { digest } = await keep(cluster, 'changed', 1);
    const service = BlobServiceClient.fromConnectionString(stack.storage.connectionString);
    const container = service.getContainerClient(`${stack.storage.tablePrefix.toLowerCase()}-evidence`);
    const forged = JSON.stringify({ cluster });
    await container.getBlockBlobClient(`${digest}.json`).upload(forged, Buffer.byteLength(forged));
    const { status, body } = await get(`${path()}/evidence/${digest}`);
    expect([status, body.error.code]).toEqual([500, 'EvidenceCorrupt']);
  });
});
