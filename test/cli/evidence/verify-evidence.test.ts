import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { buildEnvelope, payloadType, toSignedBytes } from '../../../shared/evidence/envelope.ts';
import type { ProofRecord } from '../../../shared/evidence/proof-record.ts';
import { writeStatement } from '../../../shared/evidence/statement.ts';
import { toCanonicalJson } from '../../../shared/plain/canonical-json.ts';
import type { CommandEnd } from '../../support/cli/run-kataproof.ts';
import { runKataproof } from '../../support/cli/run-kataproof.ts';
import { digestOf, rewrite, sampleChain, toldOf } from '../../support/evidence/sample-chain.ts';

const scratch = mkdtempSync(join(tmpdir(), 'kataproof-evidence-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const chain = await sampleChain();
const digests = chain.map(digestOf);
const head = digests.at(-1) ?? '';

let folders = 0;
/** A folder with the records of a chain, and the list of another one, or none. */
function save(texts: readonly string[], told: readonly string[] | null = null): string {
  const folder = join(scratch, String(++folders));
  mkdirSync(folder);
  for (const text of texts) writeFileSync(join(folder, `${digestOf(text)}.json`), text);
  if (told) writeFileSync(join(folder, 'proofs.json'), JSON.stringify(toldOf(told)));
  return folder;
}

/** Calls the built command where nothing answers: it must need nobody. */
const verify = (...args: string[]): Promise<CommandEnd> =>
  runKataproof(['verify-evidence', ...args], {
    KATAPROOF_URL: 'http://127.0.0.1:9',
    HTTPS_PROXY: 'http://127.0.0.1:9',
  });

const [ours, foreign] = [
  generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  generateKeyPairSync('rsa', { modulusLength: 2048 }),
];

const pemOf = (key: KeyObject, name: string) => {
  const path = join(scratch, `${name}.pem`);
  writeFileSync(path, key.export({ type: 'spki', format: 'pem' }));
  return path;
};
const pem = pemOf(ours.publicKey, 'ours');

function signWith(key: KeyObject, folder: string, text: string, named = digestOf(text)): void {
  const statement = writeStatement(JSON.parse(text), digestOf(text)) ?? '';
  const sig = sign('sha256', toSignedBytes(payloadType, Buffer.from(statement)), key);
  writeFileSync(join(folder, `${named}.dsse.json`), JSON.stringify(buildEnvelope(statement, { keyId: 'key', sig })));
}

/** A folder whose records are all signed. */
function saveSigned(texts: readonly string[], told: readonly string[] | null = texts, key = ours.privateKey): string {
  const folder = save(texts, told);
  for (const text of texts) signWith(key, folder, text);
  return folder;
}

describe('kataproof verify-evidence', () => {
  test('says that a chain holds, with what was counted and who told its head', async () => {
    const { code, stdout, stderr } = await verify(save(chain, chain));
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`records 1 to 5, the newest ${head}`);
    expect(stdout).toContain('5 pool verdicts and 10 nodes judged again by rules 1');
    expect(stdout).toContain('as the list of proofs beside the records tells');
    expect(stdout).toContain("Firecracker, as recorded, counted as Kata's");
    expect(stdout).toMatch(/recorded +by version \d\S+, rules 1\n/);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('HOLDS: 5 records of 1 chain.');
  });

  test('takes files, and the head from elsewhere', async () => {
    const folder = save(chain);
    const files = readdirSync(folder).map((name) => join(folder, name));
    const { code, stdout } = await verify(...files, '--head', head.toUpperCase(), '--sequence', '5');
    expect([code, stdout]).toEqual([0, expect.stringContaining('as --head told')]);
  });

  test('says of what holds that it is not the whole', async () => {
    const { code, stdout } = await verify(save(chain.slice(2)), '--head', head);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/\nHOLDS: 3 records of 1 chain, from number 3 on\.\n$/)]);
  });

  test('says what cannot be seen without a head, and does not call that a success', async () => {
    const folder = save(chain);
    const { code, stdout } = await verify(folder);
    expect(code).toBe(3);
    expect(stdout).toContain('NOT CHECKED  HeadUntold');
    expect(stdout).toContain('Whether records after number 5 were removed, or all of them rewritten, cannot be seen');
    expect((await verify(folder, '--open-end')).code).toBe(0);
  });

  test('tells everything as one document', async () => {
    const { code, stdout } = await verify(save(chain.slice(0, 4), chain), '-o', 'json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ outcome: 'wrong', rules: '1', chains: [{ first: 1, last: 4 }] },
      findings: [{ kind: 'wrong', code: 'RecordMissing', subject: head }],
    });
  });

  test.each<[string, string, (folder: string) => void]>([
    ['a changed byte', 'DigestDiffers', (folder) => change(folder, digests[1], (text) => text.replace('n2', 'n9'))],
    [
      'a byte that is no UTF-8',
      'NotARecord',
      (folder) => writeFileSync(join(folder, `${digests[1]}.json`), Buffer.from([0x7b, 0xff, 0x7d])),
    ],
    ['a record that is gone', 'RecordMissing', (folder) => rmSync(join(folder, `${digests[2]}.json`))],
    ['the newest record gone', 'RecordMissing', (folder) => rmSync(join(folder, `${head}.json`))],
    ['a record that is empty', 'NotARecord', (folder) => writeFileSync(join(folder, `${head}.json`), '')],
    [
      'a record under another name',
      'DigestDiffers',
      (folder) => renameSync(join(folder, `${head}.json`), join(folder, 'notes.json')),
    ],
    ['a list that is none', 'ListDiffers', (folder) => writeFileSync(join(folder, 'proofs.json'), '[]')],
  ])('catches %s', async (_what, code, tamper) => {
    const folder = save(chain, chain);
    tamper(folder);
    const end = await verify(folder);
    expect([end.code, end.stdout]).toEqual([2, expect.stringContaining(`WRONG  ${code}  `)]);
    expect(end.stdout).toContain('DOES NOT HOLD');
  });

  test('catches a changed verdict, however well the rest was made to fit', async () => {
    const forged = rewrite(chain, 1, (record) => ({ ...record, pool: { ...record.pool, verdict: 'isolated' } }));
    const { code, stdout } = await verify(save(forged, forged));
    expect(code).toBe(2);
    expect(stdout).toContain(`WRONG  PoolVerdictDiffers  ${digestOf(forged[1] ?? '')}`);
    expect(stdout).toContain('recorded isolated, judged again shared-kernel');
  });

  test('catches a history that was made up from beginning to end, by a head that was noted elsewhere', async () => {
    const forged = rewrite(chain, 0, (record) => ({ ...record, runId: 'another' }));
    const folder = save(forged, forged);
    expect((await verify(folder)).code).toBe(0);
    const { code, stdout } = await verify(folder, '--head', head, '--anchor', digests[2] ?? '');
    expect([code, stdout]).toEqual([2, expect.stringContaining(`WRONG  HeadMissing  ${head}`)]);
    expect(stdout).toContain(`WRONG  AnchorMissing  ${digests[2]}`);
  });

  test('lets nothing in a file give orders to the terminal', async () => {
    const forged = rewrite(chain, 4, (record: ProofRecord) => ({
      ...record,
      pool: { ...record.pool, verdict: 'isolated', poolName: 'kata\u001b[2J\u202e' },
    }));
    const { stdout } = await verify(save(forged), '--open-end');
    expect(stdout).toContain('PoolVerdictDiffers');
    for (const order of ['\u001b', '\u202e']) expect(stdout).not.toContain(order);
  });

  test('follows no links out of a folder, and says so', async () => {
    const folder = save(chain.slice(0, 4));
    symlinkSync(join(save(chain), `${head}.json`), join(folder, `${head}.json`));
    const { code, stdout } = await verify(folder, '--head', digests[3] ?? '');
    expect([code, stdout]).toEqual([0, expect.stringContaining('It is a link, or no file at all')]);
  });

  test('does not look at what is no evidence, and says so', async () => {
    const folder = save(chain, chain);
    writeFileSync(join(folder, 'notes.txt'), 'Mine.');
    const { code, stdout } = await verify(folder);
    expect([code, stdout]).toEqual([0, expect.stringContaining('notes.txt: It is no evidence by its name')]);
  });

  test.each([
    [[], 'Which evidence?'],
    [['/nowhere/at/all'], 'There is no file or folder /nowhere/at/all.'],
    [['.', '--head', 'abc'], '--head must be a SHA-256'],
    [['.', '--sequence', '0'], '--sequence must be a number'],
    [['.', '--public-key', 'package.json'], 'no public key'],
    [['.', '--public-key', 'LICENSE'], 'no public key'],
    [['.', '--public-key', pemOf(generateKeyPairSync('ed25519').publicKey, 'ed25519')], 'on the curve P-256, P-384 or'],
    [['.', '--signed-from', '3'], 'goes with --public-key'],
    [['.', '--colour'], 'There is no option --colour'],
  ])('ends with 1 for %j', async (args, message) => {
    const { code, stderr } = await verify(...args);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });

  test('of an empty folder confirms nothing', async () => {
    const { code, stdout } = await verify(save([]));
    expect([code, stdout]).toEqual([3, expect.stringContaining('NothingGiven')]);
  });
});

describe('signatures, with --public-key', () => {
  test('of every record by that key hold, as PEM and as a JSON Web Key, beside another key', async () => {
    const folder = saveSigned(chain);
    const jwk = join(scratch, 'ours.jwk');
    writeFileSync(jwk, JSON.stringify({ ...ours.publicKey.export({ format: 'jwk' }), kid: 'any' }));
    for (const keys of [[pem], [jwk], [pemOf(foreign.publicKey, 'other'), pem]]) {
      const { code, stdout } = await verify(folder, ...keys.flatMap((key) => ['--public-key', key]));
      expect([code, stdout]).toEqual([0, expect.stringContaining('signatures  5 of 5 by a trusted key')]);
    }
  });

  test('are said not to be checked without a key', async () => {
    const { code, stdout } = await verify(saveSigned(chain));
    expect([code, stdout]).toEqual([0, expect.stringContaining('5 signed statements were not checked')]);
  });

  test('by a foreign key are refused', async () => {
    const { code, stdout } = await verify(saveSigned(chain, chain, foreign.privateKey), '--public-key', pem);
    expect([code, stdout]).toEqual([2, expect.stringContaining('WRONG  SignatureRefused')]);
    expect(stdout).toContain('signatures  0 of 5');
  });

  test('by a foreign key are refused beside one by ours, and beside a record that was overtaken', async () => {
    const folder = saveSigned(chain);
    const copies = join(folder, 'copies');
    mkdirSync(copies);
    signWith(foreign.privateKey, copies, chain[2] ?? '');
    const { code, stdout } = await verify(folder, '--public-key', pem);
    expect([code, stdout]).toEqual([2, expect.stringContaining('signatures  5 of 5')]);
    expect(stdout).toContain(`SignatureRefused  ${join(copies, `${digests[2]}.dsse.json`)}: foreign-signature`);
    const overtaken = saveSigned(chain);
    const text = toCanonicalJson({ ...JSON.parse(chain[3] ?? ''), runId: 'overtaken' });
    writeFileSync(join(overtaken, `${digestOf(text)}.json`), text);
    signWith(ours.privateKey, overtaken, text);
    expect((await verify(overtaken, '--public-key', pem)).code).toBe(0);
    signWith(foreign.privateKey, overtaken, text);
    expect((await verify(overtaken, '--public-key', pem)).code).toBe(2);
  });

  test('are checked by every key of a file that has several', async () => {
    const both = join(scratch, 'both.pem');
    const texts = [foreign, ours].map(({ publicKey }) => publicKey.export({ type: 'spki', format: 'pem' }));
    writeFileSync(both, texts.join('\n'));
    const { code, stdout } = await verify(saveSigned(chain), '--public-key', both);
    expect([code, stdout]).toEqual([0, expect.stringContaining('signatures  5 of 5 by a trusted key')]);
    writeFileSync(both, `${texts[1]}-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n`);
    const end = await verify(saveSigned(chain), '--public-key', both);
    expect([end.code, end.stderr]).toEqual([1, expect.stringContaining('no public key')]);
  });

  test('over another record are refused', async () => {
    const folder = saveSigned(chain);
    signWith(ours.privateKey, folder, chain[0] ?? '', digests[1]);
    const { code, stdout } = await verify(folder, '--public-key', pem);
    expect([code, stdout]).toEqual([2, expect.stringContaining('other-subject')]);
  });

  test('that are missing are missed, but for records that are older than the key', async () => {
    const folder = saveSigned(chain);
    for (const digest of digests.slice(0, 2)) rmSync(join(folder, `${digest}.dsse.json`));
    const { code, stdout } = await verify(folder, '--public-key', pem);
    expect([code, stdout]).toEqual([2, expect.stringContaining(`SignatureMissing  ${digests[0]}`)]);
    expect((await verify(folder, '--public-key', pem, '--signed-from', '3')).code).toBe(0);
    expect((await verify(folder, '--public-key', pem, '--signed-from', '2')).code).toBe(2);
  });

  test('from a number on that the chain does not come to confirm nothing', async () => {
    for (const told of [chain, null]) {
      const args = told ? [] : ['--open-end'];
      const { code, stdout } = await verify(save(chain, told), '--public-key', pem, '--signed-from', '6', ...args);
      expect([code, stdout]).toEqual([3, expect.stringContaining('NOT CHECKED  SignatureMissing')]);
    }
  });

  test('catch a whole chain that was made anew, list and all', async () => {
    const forged = rewrite(chain, 0, (record) => ({ ...record, runId: 'another' }));
    const folder = save(forged, forged);
    for (const [place, text] of forged.entries()) signWith(ours.privateKey, folder, chain[place] ?? '', digestOf(text));
    const { code, stdout } = await verify(folder, '--public-key', pem);
    expect([code, stdout]).toEqual([2, expect.stringContaining('other-subject')]);
  });

  test('of a record that is gone tell that it was there', async () => {
    const folder = saveSigned(chain, null);
    rmSync(join(folder, `${head}.json`));
    const { code, stdout } = await verify(folder, '--open-end', '--public-key', pem);
    expect([code, stdout]).toEqual([3, expect.stringContaining('StatementAlone')]);
  });

  test('that are no envelope are refused', async () => {
    const folder = saveSigned(chain);
    writeFileSync(join(folder, `${head}.dsse.json`), 'nothing');
    const { code, stdout } = await verify(folder, '--public-key', pem);
    expect([code, stdout]).toEqual([2, expect.stringContaining('malformed-envelope')]);
  });
});

function change(folder: string, digest: string | undefined, how: (text: string) => string): void {
  const path = join(folder, `${digest}.json`);
  const text = readFileSync(path, 'utf8');
  const changed = how(text);
  expect(changed).not.toBe(text);
  writeFileSync(path, changed);
}
