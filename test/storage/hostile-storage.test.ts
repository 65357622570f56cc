import { afterEach, describe, expect, test } from '@jest/globals';
import { createEvidenceArchive } from '../../shared/storage/blobs-evidence-archive.ts';
import { createAlertStates } from '../../shared/storage/tables-alert-states.ts';
import { createChangeClaims } from '../../shared/storage/tables-change-claims.ts';
import { createFindings } from '../../shared/storage/tables-findings.ts';
import { createPostures } from '../../shared/storage/tables-postures.ts';
import { createProofChains } from '../../shared/storage/tables-proof-chains.ts';
import { createRetention } from '../../shared/storage/tables-retention.ts';
import { createRunRecords } from '../../shared/storage/tables-run-records.ts';
import { hangMs } from '../support/eventually.ts';
import { failureOf } from '../support/failure-of.ts';
import { flood, type HostileServer, silences, startHostileServer } from '../support/start-hostile-server.ts';

const cluster = { subscriptionId: 's', resourceGroup: 'g', name: 'c' };
let server: HostileServer;
afterEach(() => server.stop());

type Answer = Parameters<typeof startHostileServer>[0];

/** A storage account whose tables and container exist already, and that answers everything else as the test says. */
async function startAccess(answer: Answer, limits: { callTimeoutMs?: number; answerBytes?: number } = {}) {
  server = await startHostileServer((response, request) => {
    if (request.url?.includes('/Tables')) return response.writeHead(204).end();
    if (request.url?.includes('restype=container')) return response.writeHead(201).end();
    return answer(response, request);
  }, 'http');
  const key = Buffer.alloc(64, 1).toString('base64');
  return {
    connectionString: `DefaultEndpointsProtocol=http;AccountName=account;AccountKey=${key};TableEndpoint=${server.url}/account;BlobEndpoint=${server.url}/account;`,
    tablesEndpoint: null,
    blobsEndpoint: null,
    tablePrefix: 'hostile',
    credential: { getToken: async () => null },
    limits: { callTimeoutMs: hangMs, answerBytes: 100_000, longestWaitMs: 2000, ...limits },
  };
}

type Access = Awaited<ReturnType<typeof startAccess>>;
const now = '2026-11-20T10:00:00.000Z';

const tableCalls: [string, (access: Access) => Promise<unknown>][] = [
  ['reading a run', (access) => createRunRecords(access).readRun('run')],
  ['changing a run', (access) => createRunRecords(access).updateRun('run', { percent: 5 })],
  ['listing open runs', (access) => createRunRecords(access).listOpenRuns()],
  ['listing postures', (access) => createPostures(access).listPostures({ limit: 5, continuation: null })],
  ['reading findings', (access) => createFindings(access).listFindings(cluster)],
  ['beginning a run', (access) => createChangeClaims(access).beginRun('run', 'token')],
  ['reading the head of a chain', (access) => createProofChains(access).readHead(cluster, 'kata')],
  [
    'listing proofs',
    (access) => createProofChains(access).listProofs(cluster, 'kata', { limit: 5, continuation: null }),
  ],
  ['removing what is old', (access) => createRetention(access).removeOlderThan(now, 10)],
  ['listing deliveries', (access) => createAlertStates(access).listDueDeliveries(now, 10)],
];
const blobCalls: [string, (access: Access) => Promise<unknown>][] = [
  ['keeping evidence', (access) => createEvidenceArchive(access).keepEvidence({ a: 1 })],
  ['reading evidence', (access) => createEvidenceArchive(access).readEvidence('0'.repeat(64))],
  ['reading bytes of evidence', (access) => createEvidenceArchive(access).readBytes('0'.repeat(64))],
];

describe.each([...tableCalls, ...blobCalls])('%s', (_what, call) => {
  test('does not wait for ever for a storage account', async () => {
    let silence: Answer = () => undefined;
    const access = await startAccess((response, request) => silence(response, request), { callTimeoutMs: 60 });
    for (const [what, answer] of silences) {
      silence = answer;
      // An answer to HEAD has no body, so that it is whole all the same.
      const outcome = await call(access).then(
        () => 'an answer',
        (error: { code?: unknown }) => error.code,
      );
      expect({ what, outcome }).toEqual({ what, outcome: 'StorageUnreachable' });
    }
  });
});

describe.each(tableCalls)('%s', (_what, call) => {
  test('does not read for ever', async () => {
    const access = await startAccess(flood);
    expect(await failureOf(call(access))).toMatchObject({ code: 'AnswerTooLarge', retryable: false });
  });

  test('leaves a long wait to the workflow', async () => {
    const access = await startAccess((response) => response.writeHead(503, { 'retry-after': '3600' }).end());
    expect(await failureOf(call(access))).toMatchObject({
      code: 'ServerFailed',
      retryable: true,
      retryAfterMs: 3_600_000,
    });
    expect(server.requests.filter((request) => !request.includes('/Tables'))).toHaveLength(1);
  });
});

test('A blob that promises more bytes than any evidence has is not read', async () => {
  const access = await startAccess((response) =>
    response.writeHead(200, { 'content-length': '10000000000', 'x-ms-blob-type': 'BlockBlob' }).end(),
  );
  expect(await failureOf(createEvidenceArchive(access).readEvidence('0'.repeat(64)))).toMatchObject({
    code: 'AnswerTooLarge',
  });
  expect(server.requests.filter((request) => request.startsWith('GET'))).toEqual([]);
});

describe('keeping evidence', () => {
  test.each([404, 409])('in a container that is being deleted is no success: %d', async (status) => {
    const access = await startAccess((response, request) =>
      response
        .writeHead(request.method === 'HEAD' ? status : 409, { 'x-ms-error-code': 'ContainerBeingDeleted' })
        .end(),
    );
    await expect(createEvidenceArchive(access).keepEvidence({ a: 1 })).rejects.toThrow();
  });
});
