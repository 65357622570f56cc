import { describe, expect, test } from '@jest/globals';
import type { Findings } from '../../shared/ports/findings.ts';
import { createFindings } from '../../shared/storage/tables-findings.ts';
import type { Finding, InspectedSource } from '../../shared/workloads/finding.ts';
import { waiverETag } from '../../shared/workloads/waiver-etag.ts';
import { cluster } from '../support/samples/sample-runs.ts';
import { type OpenMemory, secret, textOf } from '../support/storage/open-memory.ts';

type Found = Parameters<Findings['recordInspection']>[0]['found'][number];

function found(id: string, change: Partial<Found> = {}): Found {
  return {
    id,
    rule: 'pod-not-sandboxed',
    severity: 'high',
    subject: 'payments/Deployment/api',
    message: 'Runs without a sandbox.',
    remedy: 'Set runtimeClassName: kata-vm-isolation.',
    controls: ['NIST-800-53 SC-39'],
    ...change,
  };
}

const day = (n: number) => `2026-11-${String(n).padStart(2, '0')}T00:00:00.000Z`;
const rules = ['pod-not-sandboxed'];
const sources: InspectedSource[] = ['workloads'];

export function describeFindings(open: OpenMemory) {
  const newFindings = () => createFindings(open().access);
  const byId = async (findings: Findings) =>
    Object.fromEntries((await findings.listFindings(cluster)).map((finding) => [finding.id, finding])) as Record<
      string,
      Finding
    >;

  describe('a look at a cluster', () => {
    test('opens what it finds', async () => {
      const findings = newFindings();
      const look = { cluster, rules, sources, found: [found('a'), found('b')], at: day(1) };
      expect(await findings.recordInspection(look)).toMatchObject({ opened: ['a', 'b'], resolved: [] });
      expect(await findings.listFindings({ ...cluster, name: 'ONE' })).toEqual(
        [found('a'), found('b')].map((finding) => ({
          ...finding,
          cluster,
          firstSeenAt: day(1),
          lastSeenAt: day(1),
          resolvedAt: null,
          waiver: null,
          waiverHistory: [],
        })),
      );
    });

    test('keeps what is over as such, even if it was never seen before, and lets nothing older open it', async () => {
      const findings = newFindings();
      const none = { cluster, rules: [], sources: [], found: [] };
      const end = { ...none, ended: [found('never-seen'), found('seen')], at: day(3) };
      await findings.recordInspection({ ...none, found: [found('seen')], at: day(1) });
      await findings.recordInspection({ ...none, found: [found('other')], at: day(2) });
      expect(await findings.recordInspection(end)).toMatchObject({ opened: [], resolved: ['never-seen', 'seen'] });
      expect(await findings.recordInspection(end)).toMatchObject({ opened: [], resolved: ['never-seen', 'seen'] });
      await findings.recordInspection({ ...none, found: [found('never-seen'), found('seen')], at: day(2) });
      expect(await findings.recordInspection({ ...none, ended: [found('other')], at: day(1) })).toMatchObject({
        resolved: [],
      });
      const kept = await byId(findings);
      expect(['never-seen', 'seen', 'other'].map((id) => kept[id]?.resolvedAt)).toEqual([day(3), day(3), null]);
      await findings.recordInspection({ ...none, found: [found('seen')], at: day(4) });
      expect((await byId(findings))['seen']).toMatchObject({ firstSeenAt: day(1), resolvedAt: null });
    });

    test('gives the place of what it replaces to what it finds, and touches nothing else of the rule', async () => {
      const findings = newFindings();
      const none = { cluster, rules: [], sources: [], found: [] };
      const of = (id: string, subject: string) => found(id, { subject });
      await findings.recordInspection({ ...none, found: [of('a', 'x'), of('b', 'y'), of('c', 'x')], at: day(1) });
      const replaced = [{ rule: 'pod-not-sandboxed', subject: 'x' }];
      const look = { ...none, found: [of('c', 'x')], replaced, at: day(2) };
      expect((await findings.recordInspection(look)).resolved).toEqual(['a']);
    });

    test('says the same when it is told twice, after a crash', async () => {
      const findings = newFindings();
      await findings.recordInspection({ cluster, rules, sources, found: [found('a'), found('old')], at: day(1) });
      const look = { cluster, rules, sources, found: [found('a'), found('new')], at: day(2) };
      const first = await findings.recordInspection(look);
      const before = await findings.listFindings(cluster);
      const { opened, resolved } = first;
      expect(await findings.recordInspection(look)).toMatchObject({ opened, resolved });
      expect({ opened, resolved }).toEqual({ opened: ['new'], resolved: ['old'] });
      expect(await findings.listFindings(cluster)).toEqual(before);
      expect(new Map(first.findings.map((each) => [each.id, each]))).toEqual(
        new Map(before.map((each) => [each.id, each])),
      );
    });

    test('keeps since when a finding is known, and takes its newest words', async () => {
      const findings = newFindings();
      await findings.recordInspection({ cluster, rules, sources, found: [found('a')], at: day(1) });
      const again = await findings.recordInspection({
        cluster,
        rules,
        sources,
        found: [found('a', { severity: 'critical' })],
        at: day(2),
      });
      expect(again).toMatchObject({ opened: [], resolved: [] });
      expect((await byId(findings))['a']).toMatchObject({
        firstSeenAt: day(1),
        lastSeenAt: day(2),
        severity: 'critical',
      });
    });

    test('resolves what it no longer finds, of the rules it looked for and no other', async () => {
      const findings = newFindings();
      const other = found('other', { rule: 'image-lags' });
      await findings.recordInspection({
        cluster,
        rules: [...rules, 'image-lags'],
        sources,
        found: [found('a'), other],
        at: day(1),
      });
      expect(await findings.recordInspection({ cluster, rules, sources, found: [], at: day(2) })).toMatchObject({
        opened: [],
        resolved: ['a'],
      });
      expect(await byId(findings)).toMatchObject({ a: { resolvedAt: day(2) }, other: { resolvedAt: null } });
    });

    test('opens again what comes back, known since it was first seen', async () => {
      const findings = newFindings();
      await findings.recordInspection({ cluster, rules, sources, found: [found('a')], at: day(1) });
      await findings.recordInspection({ cluster, rules, sources, found: [], at: day(2) });
      expect(
        await findings.recordInspection({ cluster, rules, sources, found: [found('a')], at: day(3) }),
      ).toMatchObject({
        opened: ['a'],
      });
      expect((await byId(findings))['a']).toMatchObject({ firstSeenAt: day(1), resolvedAt: null });
    });

    test('that comes late undoes nothing that a later one said', async () => {
      const findings = newFindings();
      await findings.recordInspection({ cluster, rules, sources, found: [found('gone')], at: day(1) });
      await findings.recordInspection({ cluster, rules, sources, found: [found('here')], at: day(5) });
      const late = { cluster, rules, sources, found: [found('gone', { message: 'late' })], at: day(3) };
      expect(await findings.recordInspection(late)).toMatchObject({ opened: [], resolved: [] });
      expect(await byId(findings)).toMatchObject({
        gone: { resolvedAt: day(5), message: 'Runs without a sandbox.' },
        here: { resolvedAt: null },
      });
    });

    test('leaves the findings of other clusters alone', async () => {
      const findings = newFindings();
      const neighbour = { ...cluster, name: 'one-2' };
      await findings.recordInspection({ cluster: neighbour, rules, sources, found: [found('a')], at: day(1) });
      await findings.recordInspection({ cluster, rules, sources, found: [], at: day(2) });
      expect(await findings.listFindings(neighbour)).toMatchObject([{ id: 'a', resolvedAt: null, cluster: neighbour }]);
      expect(await findings.listFindings(cluster)).toEqual([]);
    });

    test('of hundreds of findings is kept whole', async () => {
      const findings = newFindings();
      const many = Array.from({ length: 230 }, (_, n) => found(`finding-${n}`));
      expect(
        (await findings.recordInspection({ cluster, rules, sources, found: many, at: day(1) })).opened,
      ).toHaveLength(230);
      const left = await findings.recordInspection({ cluster, rules, sources, found: many.slice(0, 5), at: day(2) });
      expect(left.resolved).toHaveLength(225);
      expect((await findings.listFindings(cluster)).filter(({ resolvedAt }) => resolvedAt === null)).toHaveLength(5);
    });

    test('takes ids of any length and spelling', async () => {
      const findings = newFindings();
      const ids = ['a/b\\c#d?e', `${'long'.repeat(300)}1`, `${'long'.repeat(300)}2`, 'A', 'a'];
      await findings.recordInspection({ cluster, rules, sources, found: ids.map((id) => found(id)), at: day(1) });
      expect((await findings.listFindings(cluster)).map(({ id }) => id).sort()).toEqual([...ids].sort());
    });

    test('writes a row anew that somebody broke', async () => {
      const memory = open();
      const findings = createFindings(memory.access);
      await findings.recordInspection({ cluster, rules, sources, found: [found('a')], at: day(1) });
      for await (const row of memory.table('findings').listEntities())
        await memory
          .table('findings')
          .updateEntity({ partitionKey: row.partitionKey ?? '', rowKey: row.rowKey ?? '', severity: '"awful"' });
      expect(await findings.listFindings(cluster)).toEqual([]);
      await findings.recordInspection({ cluster, rules, sources, found: [found('a')], at: day(2) });
      expect(await findings.listFindings(cluster)).toMatchObject([{ id: 'a', severity: 'high' }]);
    });

    test('keeps no secret', async () => {
      const memory = open();
      const look = { cluster, rules, sources, found: [found('a', { message: `Seen: ${secret}` })], at: day(1) };
      await createFindings(memory.access).recordInspection(look);
      const text = await textOf(memory.table('findings'));
      expect(text).toContain('Seen: ');
      expect(text).not.toContain(secret);
    });
  });

  describe('when a cluster was inspected', () => {
    const inspect = (findings: Findings, at: string, ...seen: InspectedSource[]) =>
      findings.recordInspection({ cluster, rules: [], found: [], sources: seen, at });

    test('is told for each of its sides, also where nothing was found, and never by a notice', async () => {
      const findings = newFindings();
      expect(await findings.readLastInspections(cluster)).toEqual({ azure: null, workloads: null });
      await inspect(findings, day(1));
      await inspect(findings, day(2), 'azure', 'workloads');
      await inspect(findings, day(3), 'azure');
      expect(await findings.readLastInspections({ ...cluster, name: 'ONE' })).toEqual({
        azure: day(3),
        workloads: day(2),
      });
      expect(await findings.listFindings(cluster)).toEqual([]);
    });

    test('does not go back when an older inspection is recorded late', async () => {
      const findings = newFindings();
      await inspect(findings, day(5), 'azure', 'workloads');
      await inspect(findings, day(4), 'azure', 'workloads');
      expect(await findings.readLastInspections(cluster)).toEqual({ azure: day(5), workloads: day(5) });
    });
  });

  describe('a waiver', () => {
    const terms = { reason: 'Moves next week.', until: day(30) };
    const ada = { at: day(1), by: { id: 'a1', name: 'ada@example.org', provider: 'aad' } };
    const waiver = { ...terms, ...ada };

    test('is kept by later looks until it is taken back', async () => {
      const findings = newFindings();
      await findings.recordInspection({ cluster, rules, sources, found: [found('a')], at: day(1) });
      expect(await findings.waive({ ...cluster, resourceGroup: 'Fleet' }, 'a', terms, ada)).toEqual({
        found: true,
        matched: true,
      });
      await findings.recordInspection({ cluster, rules, sources, found: [found('a')], at: day(2) });
      expect((await byId(findings))['a']?.waiver).toEqual(waiver);
      const bob = { at: day(3), by: null };
      await findings.waive(cluster, 'a', null, bob);
      await findings.recordInspection({ cluster, rules, sources, found: [found('a')], at: day(4) });
      expect((await byId(findings))['a']).toMatchObject({
        waiver: null,
        waiverHistory: [
          { change: 'waived', ...terms, ...ada },
          { change: 'unwaived', ...terms, ...bob },
        ],
      });
    });

    test('is written over by nobody who has read another one', async () => {
      const findings = newFindings();
      await findings.recordInspection({ cluster, rules, sources, found: [found('a')], at: day(1) });
      const read = waiverETag({ waiver: null, waiverHistory: [] });
      await findings.recordInspection({ cluster, rules, sources, found: [found('a')], at: day(2) });
      expect(await findings.waive(cluster, 'a', terms, ada, `"other", ${read}`)).toEqual({
        found: true,
        matched: true,
      });
      expect(await findings.waive(cluster, 'a', null, ada, read)).toEqual({ found: true, matched: false });
      expect((await byId(findings))['a']?.waiver).toEqual(waiver);
      expect(await findings.waive(cluster, 'a', null, ada, '*')).toEqual({ found: true, matched: true });
    });

    test('of a finding that is not there is refused', async () => {
      expect(await newFindings().waive(cluster, 'nobody', terms, ada)).toEqual({ found: false, matched: false });
    });

    test('and a look at the same time lose nothing of one another', async () => {
      const findings = newFindings();
      const look = { cluster, rules, sources, found: [found('a')] };
      await findings.recordInspection({ ...look, at: day(1) });
      const writes = [2, 3, 4].map((n) => findings.recordInspection({ ...look, at: day(n) }));
      await expect(Promise.all([findings.waive(cluster, 'a', terms, ada), ...writes])).resolves.toHaveLength(4);
      expect((await byId(findings))['a']).toMatchObject({ waiver, lastSeenAt: day(4), firstSeenAt: day(1) });
    });
  });
}
