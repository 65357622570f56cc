import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AlertAnswer } from '../../shared/api/answers/alert-schemas.ts';
import type { RunSummaryAnswer } from '../../shared/api/answers/run-schemas.ts';
import { listClusters } from '../../shared/api/operations/clusters.ts';
import { listProofs } from '../../shared/api/operations/evidence.ts';
import { listFindings } from '../../shared/api/operations/findings.ts';
import { listPostures } from '../../shared/api/operations/postures.ts';
import { proofRecordSchema } from '../../shared/evidence/proof-record.ts';
import { shortenProof } from '../../shared/isolation/coverage.ts';
import { judgeNode } from '../../shared/isolation/judge-node.ts';
import { judgeFromBasis } from '../../shared/isolation/pool-basis.ts';
import { eventually } from '../support/eventually.ts';
import { canListProcesses, endScripts, type Script, spawnScript, untilNothingIsLeft } from './spawn-script.ts';

let state: string;
let stack: Script;
let baseUrl = '';
let key = '';

beforeAll(async () => {
  state = mkdtempSync(join(tmpdir(), 'kataproof-fleet-'));
  stack = spawnScript(['scripts/start.ts', '--no-build', '--port', '0', '--speed', '600', '--state', state]);
  await stack.until(/^Logs: /m);
  [, baseUrl = ''] = /listens on (\S+)/.exec(stack.stdout()) ?? [];
  [, key = ''] = /x-functions-key: ([^']+)/.exec(stack.stdout()) ?? [];
  await eventually('the end of the proofs that the start began', async () => {
    const { value } = await ask<{ value: RunSummaryAnswer[] }>('runs');
    return value.every(({ endedDateTime }) => endedDateTime !== null) ? true : undefined;
  });
});
afterAll(async () => {
  await endScripts();
  rmSync(state, { recursive: true, force: true });
});

async function read(path: string): Promise<Buffer> {
  const url = path.startsWith('http') ? path : `${baseUrl}/api/${path}`;
  const response = await fetch(url, { headers: { 'x-functions-key': key } });
  const bytes = Buffer.from(await response.arrayBuffer());
  if (!response.ok) throw new Error(`${path}: ${response.status} ${bytes}`);
  return bytes;
}

const ask = async <T>(path: string): Promise<T> => JSON.parse((await read(path)).toString()) as T;

async function all<T>(path: string): Promise<T[]> {
  const found: T[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const page: { value: T[]; nextLink?: string } = await ask(next);
    found.push(...page.value);
    next = page.nextLink;
  }
  return found;
}

const postures = async () => listPostures.answers[200].schema.parse(await ask('postures')).value;
const routeOf = ({
  subscriptionId,
  resourceGroup,
  name,
}: Record<'subscriptionId' | 'resourceGroup' | 'name', string>) =>
  `clusters/${subscriptionId}/${resourceGroup}/${name}`;

describe('the demo fleet of npm start', () => {
  test('has a pool of each kind, and says where people look at it without a key in the address', async () => {
    const known = new Map((await postures()).map((each) => [each.poolName, each]));
    const kinds = [...known].map(([poolName, { verdict, age }]) => [poolName, verdict, age]);
    expect(kinds).toEqual(
      expect.arrayContaining([
        ['cards', 'isolated', 'fresh'],
        ['batch', 'isolated', 'due'],
        ['notebooks', 'isolated', 'stale'],
        ['sandboxes', 'shared-kernel', 'due'],
        ['runners', 'suspect', 'due'],
      ]),
    );
    const clusters = listClusters.answers[200].schema.parse(await ask('clusters')).value;
    const proofs = clusters.flatMap(({ nodePools }) => nodePools?.map(({ name, proof }) => `${name} ${proof}`) ?? []);
    expect(proofs).toEqual(expect.arrayContaining(['gateways never', 'notebooks stale', 'cards fresh']));
    expect(new Set(clusters.map(({ location }) => location))).toEqual(new Set(['westeurope', 'northeurope']));
    expect(stack.stdout()).toContain(`  The page   ${baseUrl}/api/page\n`);
    expect((await fetch(`${baseUrl}/api/page`)).status).toBe(200);
  });

  test('has a leak that began three days ago, and that the proof of now has found again', async () => {
    const leak = (await postures()).find(({ verdict }) => verdict === 'shared-kernel');
    const sinceDays = (Date.now() - Date.parse(leak?.since ?? '')) / 86_400_000;
    expect(sinceDays).toBeGreaterThan(2);
    expect(sinceDays).toBeLessThan(4);
    expect(Date.now() - Date.parse(leak?.provenAt ?? '')).toBeLessThan(600_000);
    expect(leak?.reason).toMatch(/1 of 3 nodes shared-kernel/);
  });

  test('has chains of proofs that verify, each of whose verdicts follows from its evidence by the rules', async () => {
    for (const posture of await postures()) {
      const route = routeOf(posture.cluster);
      const proofs = await all<ReturnType<(typeof listProofs.answers)[200]['schema']['parse']>['value'][number]>(
        `${route}/nodePools/${posture.poolName}/proofs?maxpagesize=200`,
      );
      expect(proofs[0]?.digest).toBe(posture.evidenceHash);
      expect(proofs.length).toBeGreaterThan(5);
      expect(proofs.filter(({ signed }) => !signed)).toEqual([]);
      for (const [index, { digest, sequence, previousDigest, verdict }] of proofs.entries()) {
        const bytes = await read(`${route}/evidence/${digest}`);
        expect(createHash('sha256').update(bytes).digest('hex')).toBe(digest);
        expect([sequence, previousDigest]).toEqual([proofs.length - index, proofs[index + 1]?.digest ?? null]);
        const { nodes, basis, pool } = proofRecordSchema.parse(JSON.parse(bytes.toString()));
        for (const node of nodes) expect(judgeNode(node.evidence).verdict).toBe(node.verdict.verdict);
        const short = nodes.map((node) => shortenProof(node.poolName, node.evidence, node.verdict));
        expect(judgeFromBasis(pool.poolName, short, basis).verdict).toBe(verdict);
      }
    }
  });

  test('has a past of 90 days in its order, with other node images and troubles that are over', async () => {
    const runs = await all<RunSummaryAnswer>('runs?maxpagesize=50');
    const begun = runs.map(({ createdDateTime }) => createdDateTime);
    expect(begun).toEqual(begun.toSorted().reverse());
    expect(Date.now() - Date.parse(begun.at(-1) ?? '')).toBeGreaterThan(88 * 86_400_000);
    expect(new Set(runs.map(({ status }) => status))).toEqual(new Set(['Succeeded']));
    expect(new Set(runs.map(({ startedBy }) => startedBy?.by))).toEqual(new Set(['night', 'http']));
    const cards = (await postures()).find(({ poolName }) => poolName === 'cards');
    const route = routeOf(cards?.cluster ?? { subscriptionId: '', resourceGroup: '', name: '' });
    const { value } = listProofs.answers[200].schema.parse(
      await ask(`${route}/nodePools/cards/proofs?maxpagesize=200`),
    );
    expect(new Set(value.map(({ nodeImageVersion }) => nodeImageVersion)).size).toBe(4);
    expect(new Set(value.map(({ verdict }) => verdict))).toEqual(new Set(['isolated', 'suspect']));
  });

  test('has told people of each trouble when it arose, and one alert that its sink refused', async () => {
    const alerts = await all<AlertAnswer>('alerts');
    const dead = alerts.filter(({ state: each }) => each === 'dead');
    expect(dead).toMatchObject([{ sink: 'pager', kind: 'opened', message: { verdict: 'shared-kernel' } }]);
    const sent = alerts.filter(({ state: each }) => each === 'sent');
    expect(new Set(sent.map(({ kind }) => kind))).toEqual(new Set(['opened', 'resolved', 'stale']));
    for (const { queuedAt, sentAt } of sent) {
      const lateMs = Date.parse(sentAt ?? '') - Date.parse(queuedAt ?? '');
      expect(lateMs).toBeGreaterThanOrEqual(0);
      expect(lateMs).toBeLessThan(600_000);
    }
    expect(sent.length + dead.length).toBe(alerts.length);
  });

  test('has findings of its workloads, one of them waived', async () => {
    const payments = (await postures()).find(({ poolName }) => poolName === 'cards');
    const route = routeOf(payments?.cluster ?? { subscriptionId: '', resourceGroup: '', name: '' });
    const { value } = listFindings.answers[200].schema.parse(await ask(`${route}/findings?all=true`));
    expect(value.map(({ rule, state: each }) => `${rule} ${each}`)).toEqual(
      expect.arrayContaining([
        'pod-not-sandboxed standing',
        'sandbox-host-path standing',
        'sandbox-limits-missing waived',
      ]),
    );
  });

  test('ends with all that was started at SIGTERM', async () => {
    stack.child.kill('SIGTERM');
    expect(await stack.ended).toBe(0);
    if (canListProcesses) await untilNothingIsLeft(stack);
  });
});

describe('a start with the demo fleet', () => {
  test('is ended by Ctrl-C while the past is written, with nothing left', async () => {
    const script = spawnScript(['scripts/start.ts', '--no-build', '--port', '0', '--state', join(state, 'other')]);
    await script.until(/Writing the past/);
    script.pressCtrlC();
    expect(await script.ended).toBe(130);
    expect(script.stderr()).toBe('');
    if (canListProcesses) await untilNothingIsLeft(script);
  });
});
