import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TableClient } from '@azure/data-tables';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProofRecord } from '../../../shared/evidence/proof-record.ts';
import { type CommandEnd, runKataproof } from '../../support/cli/run-kataproof.ts';
import { clusterWithKata } from '../../support/cli/start-kata-cluster.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../../support/main-app/start-test-stack.ts';
import { withSigningKey } from '../../support/main-app/with-signing-key.ts';

const scratch = mkdtempSync(join(tmpdir(), 'kataproof-evidence-'));
const runs = 4;

let stack: TestStack;
let cluster: string;
beforeAll(async () => {
  stack = await startTestStack({
    scenario: 'healthy',
    clusters: [clusterWithKata('demo', 2)],
    settingsFor: withSigningKey,
  });
  const { subscriptionId, resourceGroup, name } = stack.clusterBody;
  cluster = `${subscriptionId}/${resourceGroup}/${name}`;
  for (let run = 0; run < runs; run++) {
    const { id } = await stack.call<{ id: string }>('/api/verifications', { cluster: stack.clusterBody });
    expect((await readUntilEnded(stack, id)).result?.verdict).toBe('isolated');
  }
});
afterAll(async () => {
  await stack?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const call = (...args: string[]): Promise<CommandEnd> => {
  const { baseUrl, masterKey } = stack.host().ready;
  return runKataproof(args, { KATAPROOF_URL: baseUrl, KATAPROOF_KEY: masterKey });
};

const download = (folder: string, ...more: string[]) =>
  call('evidence', '--cluster', cluster, '--node-pool', 'kata', '--out', folder, ...more);

const recordsIn = (folder: string): ProofRecord[] =>
  readdirSync(folder)
    .filter((name) => /^[0-9a-f]{64}\.json$/.test(name))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as ProofRecord)
    .sort((a, b) => a.sequence - b.sequence);

describe('the evidence of real runs', () => {
  const folder = join(scratch, 'all');

  test('is saved whole, and holds without the app', async () => {
    const saved = await download(folder);
    expect([saved.code, saved.stderr]).toEqual([0, `${runs} records saved in ${folder}.\n`]);
    const head = saved.stdout.trim();
    const { code, stdout } = await runKataproof([
      'verify-evidence',
      folder,
      '--head',
      head,
      '--sequence',
      String(runs),
    ]);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`HOLDS: ${runs} records of 1 chain.`)]);
    expect(stdout).toContain(`${runs} pool verdicts and ${2 * runs} nodes judged again`);
  });

  test('is signed by the key of the vault, and by no other', async () => {
    const { value } = await stack.call<{ value: { pem: string }[] }>('/api/evidence/keys');
    const ours = join(scratch, 'ours.pem');
    writeFileSync(ours, value[0]?.pem ?? '');
    const { code, stdout } = await runKataproof(['verify-evidence', folder, '--public-key', ours]);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`signatures  ${runs} of ${runs} by a trusted key`)]);
    const foreign = join(scratch, 'foreign.pem');
    writeFileSync(
      foreign,
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }),
    );
    expect((await runKataproof(['verify-evidence', folder, '--public-key', foreign])).code).toBe(2);
  });

  test('is named by its digests to tools that are not ours, as docs/evidence.md has them', () => {
    const page = readFileSync('docs/evidence.md', 'utf8');
    const [, commands] = /```sh\ncd evidence && (records=.*\nsha256sum .*)\n/.exec(page) ?? [];
    const { stdout } = spawnSync('bash', ['-c', commands ?? 'false'], { cwd: folder, encoding: 'utf8' });
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(runs);
    for (const line of lines) expect(line).toMatch(/^([0-9a-f]{64}) {2}\1\.json$/);
  });

  test('has in each record all that it was judged by', () => {
    const records = recordsIn(folder);
    expect(records.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    for (const { rules, basis, nodes, app, evidenceSince, provenAt } of records) {
      expect({ rules, basis }).toMatchObject({
        rules: '1',
        basis: {
          coverage: { registered: 2, told: 2, isolated: 2 },
          coverageFrom: 'look',
          handedOn: null,
          lowered: null,
        },
      });
      expect(nodes.map(({ judgedUnder }) => judgedUnder)).toEqual(
        Array(2).fill({ rules: '1', vmmNames: ['Cloud Hypervisor'] }),
      );
      expect(app).toMatch(/^\d+\.\d+\.\d+/);
      expect(Date.parse(evidenceSince ?? '')).toBeLessThan(Date.parse(provenAt));
    }
  });

  test('is saved again over itself, and not over what differs from it', async () => {
    expect((await download(folder)).code).toBe(0);
    const other = join(scratch, 'other');
    mkdirSync(other);
    const [name = ''] = readdirSync(folder).filter((file) => file.length > 60);
    writeFileSync(join(other, name), 'mine');
    const { code, stderr } = await download(other);
    expect([code, stderr]).toEqual([1, expect.stringContaining('is there already, with other bytes')]);
    expect(readFileSync(join(other, name), 'utf8')).toBe('mine');
  });

  test('is not saved over the list of another pool, or over what is no list', async () => {
    const other = join(scratch, 'of-other');
    mkdirSync(other);
    const list = JSON.parse(readFileSync(join(folder, 'proofs.json'), 'utf8')) as { poolName: string };
    for (const [text, told] of [
      [JSON.stringify({ ...list, poolName: 'other' }), 'the list of proofs of pool other of cluster demo'],
      ['mine', 'another file'],
    ] as const) {
      writeFileSync(join(other, 'proofs.json'), text);
      const { code, stderr } = await download(other);
      expect([code, stderr]).toEqual([1, expect.stringContaining(`is there already, ${told}. Save each pool`)]);
      expect(readdirSync(other)).toEqual(['proofs.json']);
      expect(readFileSync(join(other, 'proofs.json'), 'utf8')).toBe(text);
    }
  });

  test('since a moment is the newest part, which begins later', async () => {
    const records = recordsIn(folder);
    const since = join(scratch, 'since');
    expect((await download(since, '--since', records[2]?.provenAt ?? '')).code).toBe(0);
    expect(recordsIn(since).map(({ sequence }) => sequence)).toEqual([3, 4]);
    const { code, stdout } = await runKataproof(['verify-evidence', since]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('The chain begins at number 3')]);
  });

  test('of a pool without proofs is none, which is said beside stdout and is no success', async () => {
    const empty = join(scratch, 'empty');
    const order = ['evidence', '--cluster', cluster, '--out', empty, '--node-pool'];
    const { code, stdout, stderr } = await call(...order, '(no agent pool)');
    expect([code, stdout, stderr]).toEqual([
      1,
      '',
      expect.stringContaining('No proof of pool (no agent pool) of cluster'),
    ]);
    expect((await runKataproof(['verify-evidence', empty])).code).toBe(3);
    expect(await call(...order, 'no such pool')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('InvalidRequest'),
    });
  });

  test.each([
    [['--cluster', 'a/b/c', '--out', 'x'], 'Which pool?'],
    [['--cluster', 'a/b/c', '--node-pool', 'kata'], 'Where to?'],
    [['--node-pool', 'kata', '--out', 'x'], 'Which cluster?'],
    [['--cluster', 'a/b/c', '--node-pool', 'kata', '--out', 'x', '--since', 'yesterday'], '--since must be a moment'],
  ])('is not asked for by %j', async (args, message) => {
    expect(await call('evidence', ...args)).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
  });

  test('that is kept for a shorter time than the list is told with what leaves it out', async () => {
    const { connectionString, tablePrefix } = stack.storage;
    const container = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(
      `${tablePrefix.toLowerCase()}-evidence`,
    );
    const { value } = JSON.parse(readFileSync(join(folder, 'proofs.json'), 'utf8')) as {
      value: { digest: string; provenAt: string }[];
    };
    const blob = container.getBlockBlobClient(`${value.at(-1)?.digest}.json`);
    const bytes = await blob.downloadToBuffer();
    await blob.delete();
    const short = join(scratch, 'short');
    try {
      const since = value.at(-2)?.provenAt ?? '';
      const { code, stderr } = await download(short);
      expect([code, stderr]).toEqual([1, expect.stringContaining(`--since ${since} leaves it out`)]);
      expect((await download(short, '--since', since)).code).toBe(0);
      expect((await runKataproof(['verify-evidence', short])).code).toBe(0);
    } finally {
      await blob.upload(bytes, bytes.length);
    }
  });

  test('is followed back beyond what the list has, as far as it is kept', async () => {
    const { connectionString, tablePrefix } = stack.storage;
    const table = TableClient.fromConnectionString(connectionString, `${tablePrefix}proofs`, {
      allowInsecureConnection: true,
    });
    for await (const { partitionKey = '', rowKey = '' } of table.listEntities())
      if (rowKey === `proof|${9_999_999_999 - 1}` || rowKey === `proof|${9_999_999_999 - 2}`)
        await table.deleteEntity(partitionKey, rowKey);
    const older = join(scratch, 'older');
    expect((await download(older)).stderr).toBe(`${runs} records saved in ${older}.\n`);
    const container = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(
      `${tablePrefix.toLowerCase()}-evidence`,
    );
    const { digest = '' } = await firstOf(older);
    await container.deleteBlob(`${digest}.json`);
    const kept = join(scratch, 'kept');
    expect((await download(kept)).stderr).toBe(`${runs - 1} records saved in ${kept}.\n`);
    const { code, stdout } = await runKataproof(['verify-evidence', kept]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('The chain begins at number 2')]);
  });

  test('whose newest record the archive lost is told, and nothing is saved as if it were whole', async () => {
    const { connectionString, tablePrefix } = stack.storage;
    const container = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(
      `${tablePrefix.toLowerCase()}-evidence`,
    );
    const { value } = JSON.parse(readFileSync(join(folder, 'proofs.json'), 'utf8')) as { value: { digest: string }[] };
    await container.deleteBlob(`${value[0]?.digest}.json`);
    const lost = join(scratch, 'lost');
    const { code, stderr } = await download(lost);
    expect([code, stderr]).toEqual([1, expect.stringContaining('The archive has no record')]);
    expect(stderr).not.toContain('--since');
    expect(readdirSync(lost)).toEqual([]);
  });
});

/** The digest of the oldest record in a folder. */
async function firstOf(folder: string): Promise<{ digest: string | undefined }> {
  const names = readdirSync(folder).filter((name) => /^[0-9a-f]{64}\.json$/.test(name));
  const first = names.find(
    (name) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as ProofRecord).sequence === 1,
  );
  return { digest: first?.slice(0, 64) };
}
