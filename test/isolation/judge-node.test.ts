import { describe, expect, test } from '@jest/globals';
import type { KernelReport, NodeEvidence, PodObservation, Verdict } from '../../shared/isolation/evidence.ts';
import { judgeNode } from '../../shared/isolation/judge-node.ts';
import {
  asAsked,
  guestBootId,
  guestReport,
  hostReport,
  isolatedEvidence,
  nodeBootId,
  observe,
  otherBootId,
  snapshot,
} from '../support/samples/sample-evidence.ts';

const silence: PodObservation['evidence'] = { outcome: 'no-evidence', reason: 'The pod left no report.' };

/** Every condition on which a verdict may depend, with all of its states. With the first of each, all is right. */
const conditions = {
  failure: ['none', 'some'],
  ours: ['as-asked', 'changed', 'not-compared'],
  alone: ['alone', 'strangers'],
  control: ['no-mark', 'mark'],
  before: ['read', 'missing'],
  after: ['same-boot', 'other-boot', 'other-node', 'missing'],
  ordinary: ['node-kernel', 'other-boot', 'no-boot', 'other-release', 'silent', 'no-pod'],
  ordinaryNode: ['this', 'other', 'none'],
  sandboxedNode: ['this', 'other'],
  asked: ['kata', 'kata-cc', 'runc', 'unknown-class', 'other-class', 'stripped'],
  boot: ['own', 'node', 'none', 'garbage', 'silent', 'no-pod'],
  mark: ['command-line', 'dmi', 'neither', 'no-sources'],
  release: ['differs', 'equal'],
} as const;

type Conditions = { [K in keyof typeof conditions]: (typeof conditions)[K][number] };

const allRight = Object.fromEntries(
  Object.entries(conditions).map(([name, [first]]) => [name, first]),
) as unknown as Conditions;

/** Every combination of the states of these conditions. All others are right. */
function* everyCombination(names: (keyof Conditions)[]): Generator<Conditions> {
  const total = names.reduce((product, name) => product * conditions[name].length, 1);
  for (let number = 0; number < total; number++) {
    let rest = number;
    const pick = (name: keyof Conditions) => {
      const states = conditions[name];
      const state = states[rest % states.length];
      rest = Math.floor(rest / states.length);
      return [name, state];
    };
    yield { ...allRight, ...Object.fromEntries(names.map(pick)) };
  }
}

/**
 * The expected verdicts as a table. The first row that fits decides; conditions that a row does not name can have any
 * state.
 */
const table: [Partial<{ [K in keyof Conditions]: Conditions[K][] }>, Verdict][] = [
  [{ failure: ['some'] }, 'inconclusive'],
  [{ ours: ['changed', 'not-compared'] }, 'inconclusive'],
  [{ before: ['missing'] }, 'inconclusive'],
  [{ after: ['other-boot', 'other-node', 'missing'] }, 'inconclusive'],
  [{ ordinary: ['other-boot', 'no-boot', 'other-release', 'silent', 'no-pod'] }, 'inconclusive'],
  [{ ordinaryNode: ['other', 'none'] }, 'inconclusive'],
  [{ sandboxedNode: ['other'] }, 'inconclusive'],
  [{ boot: ['none', 'garbage', 'silent', 'no-pod'] }, 'inconclusive'],
  [{ boot: ['node'] }, 'shared-kernel'],
  [{ boot: ['own'], asked: ['runc', 'unknown-class', 'other-class', 'stripped'] }, 'inconclusive'],
  [{ boot: ['own'], asked: ['kata', 'kata-cc'], mark: ['neither', 'no-sources'] }, 'suspect'],
  [{ boot: ['own'], asked: ['kata', 'kata-cc'], control: ['mark'] }, 'suspect'],
  [{ boot: ['own'], asked: ['kata', 'kata-cc'], alone: ['strangers'] }, 'inconclusive'],
  [{ boot: ['own'], asked: ['kata', 'kata-cc'], mark: ['command-line', 'dmi'] }, 'isolated'],
];

function expected(combination: Conditions): Verdict | undefined {
  const fits = ([row]: (typeof table)[number]) =>
    (Object.keys(row) as (keyof Conditions)[]).every((name) =>
      (row[name] as readonly string[]).includes(combination[name]),
    );
  return table.find(fits)?.[1];
}

function buildEvidence(c: Conditions): NodeEvidence {
  const after = {
    'same-boot': { ...snapshot },
    'other-boot': { ...snapshot, bootId: otherBootId },
    'other-node': { ...snapshot, uid: 'another-uid' },
    missing: null,
  }[c.after];
  return {
    nodeName: snapshot.name,
    before: c.before === 'read' ? { ...snapshot } : null,
    after,
    ordinary: buildOrdinary(c),
    sandboxed: buildSandboxed(c),
    failure: c.failure === 'some' ? { code: 'ImagePullBackOff', message: 'Back-off pulling image.' } : null,
  };
}

function buildOrdinary(c: Conditions): PodObservation | null {
  if (c.ordinary === 'no-pod') return null;
  const report: KernelReport = {
    ...hostReport,
    ...(c.control === 'mark' ? { commandLine: guestReport.commandLine } : {}),
    ...(c.ordinary === 'other-boot' ? { bootId: otherBootId } : {}),
    ...(c.ordinary === 'no-boot' ? { bootId: null } : {}),
    ...(c.ordinary === 'other-release' ? { kernelRelease: '6.6.137.mshv2-1.azl3' } : {}),
  };
  const pod = { ...observe('ordinary', report), nodeName: nodeNameOf(c.ordinaryNode) };
  return c.ordinary === 'silent' ? { ...pod, evidence: silence } : pod;
}

function nodeNameOf(node: Conditions['ordinaryNode']): string | null {
  return { this: snapshot.name, other: 'aks-system-1', none: null }[node];
}

function buildSandboxed(c: Conditions): PodObservation | null {
  if (c.boot === 'no-pod') return null;
  const bootIds = { own: guestBootId, node: nodeBootId, none: null, garbage: 'not-a-uuid', silent: null };
  const marks: Record<Conditions['mark'], Partial<KernelReport>> = {
    'command-line': { dmiVendor: null, dmiProduct: null },
    dmi: { commandLine: 'quiet' },
    neither: { commandLine: 'quiet', dmiVendor: 'Google', dmiProduct: 'gVisor' },
    'no-sources': { commandLine: null, dmiVendor: null, dmiProduct: null },
  };
  const report = {
    ...guestReport,
    ...marks[c.mark],
    bootId: bootIds[c.boot],
    ...(c.release === 'equal' ? { kernelRelease: snapshot.kernelRelease } : {}),
  };
  const asked = {
    kata: ['kata-vm-isolation', 'kata'],
    'kata-cc': ['mine', 'kata-cc'],
    runc: ['kata-vm-isolation', 'runc'],
    'unknown-class': ['kata-vm-isolation', null],
    'other-class': ['decoy', 'kata'],
    stripped: [null, null],
  }[c.asked] as [string | null, string | null];
  return {
    ...observe('sandboxed', report),
    nodeName: nodeNameOf(c.sandboxedNode),
    runtimeClassName: asked[0],
    runtimeHandler: asked[1],
    binding: bindingOf(c),
    ...(c.boot === 'silent' ? { evidence: silence } : {}),
  };
}

function bindingOf({ ours, alone, asked }: Conditions): PodObservation['binding'] {
  if (ours === 'not-compared') return null;
  return {
    ...asAsked,
    differences: ours === 'changed' ? ['hostPID was set'] : [],
    strangers: alone === 'strangers' ? ['forged'] : [],
    runtimeClassDoubt: asked === 'other-class' ? 'RuntimeClass decoy where kata-vm-isolation was asked for' : null,
  };
}

describe('judgeNode', () => {
  const names = Object.keys(conditions) as (keyof Conditions)[];

  // Isolated: 2 Kata handlers x 2 marks. Suspect: 2 Kata handlers x 2 states without a mark. Shared kernel: 6 ways of
  // asking x 4 marks. All of them with 2 releases.
  const whatRan = { isolated: 8, suspect: 8, 'shared-kernel': 48 };
  // Isolated: 2 Kata handlers x 2 marks. Suspect: 2 Kata handlers x 4 marks, with and without the mark on the ordinary
  // pod, alone or not, except for the isolated ones and as many with strangers. Shared kernel: 6 ways of asking x 4
  // marks, with and without the mark on the ordinary pod, alone or not.
  const whoseItIs = { isolated: 4, suspect: 24, 'shared-kernel': 96 };

  test.each([
    ['what ran', names.filter((name) => !['ours', 'alone', 'control'].includes(name)), whatRan],
    ['whose it is', ['ours', 'alone', 'control', 'asked', 'boot', 'mark'] as (keyof Conditions)[], whoseItIs],
  ])('agrees with the table on every combination of %s', (_, varied, counts) => {
    const seen: Partial<Record<Verdict, number>> = {};
    const wrong: unknown[] = [];
    for (const combination of everyCombination(varied)) {
      const { verdict } = judgeNode(buildEvidence(combination));
      seen[verdict] = (seen[verdict] ?? 0) + 1;
      if (verdict !== expected(combination)) wrong.push({ ...combination, verdict, expected: expected(combination) });
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(seen).toMatchObject(counts);
  });

  test('argues check by check, each with what was expected and what was seen', () => {
    const { verdict, checks } = judgeNode(isolatedEvidence());
    expect(verdict).toBe('isolated');
    expect(checks.map((check) => [check.id, check.state])).toEqual([
      ['ordinary-pod-as-asked', 'passed'],
      ['sandboxed-pod-as-asked', 'passed'],
      ['same-image', 'passed'],
      ['node-did-not-reboot', 'passed'],
      ['ordinary-pod-on-node', 'passed'],
      ['sandboxed-pod-on-node', 'passed'],
      ['control-boot-id', 'passed'],
      ['control-kernel-release', 'passed'],
      ['runtime-class', 'passed'],
      ['own-kernel', 'passed'],
      ['kata-mark', 'passed'],
      ['no-foreign-pod', 'passed'],
    ]);
    for (const check of checks) expect(`${check.expected}|${check.seen}`).toMatch(/^[^|]{8,}\|[^|]{5,}$/);
  });

  test('is inconclusive when the sandboxed pod never spoke, and says why it was silent', () => {
    const evidence = isolatedEvidence();
    if (evidence.sandboxed) evidence.sandboxed.evidence = silence;
    expect(judgeNode(evidence)).toMatchObject({
      verdict: 'inconclusive',
      reason: "The sandboxed pod's kernel is not known: no evidence (The pod left no report).",
    });
  });

  test('is inconclusive with the words of the event when the pair could not run', () => {
    const evidence: NodeEvidence = {
      ...isolatedEvidence(),
      sandboxed: null,
      ordinary: null,
      failure: { code: 'Unschedulable', message: '0/3 nodes are available: 3 Insufficient memory.' },
    };
    expect(judgeNode(evidence).reason).toContain('0/3 nodes are available: 3 Insufficient memory.');
  });

  test('is isolated with a note when guest and node run the same kernel release', () => {
    const evidence = isolatedEvidence();
    evidence.sandboxed = observe('sandboxed', { ...guestReport, kernelRelease: snapshot.kernelRelease });
    const { verdict, notes } = judgeNode(evidence);
    expect(verdict).toBe('isolated');
    expect(notes).toContain('Guest and node run the same kernel release 6.6.137.mshv2-2.azl3, each booted by itself.');
  });

  test('tells a stripped RuntimeClass from one that leads to runc', () => {
    const shared = (change: Partial<PodObservation>) =>
      judgeNode({ ...isolatedEvidence(), sandboxed: { ...observe('sandboxed', hostReport), ...change } }).reason;
    expect(shared({ runtimeClassName: null, runtimeHandler: null })).toContain('without runtimeClassName');
    expect(shared({ runtimeHandler: 'runc' })).toContain('with handler runc');
    expect(shared({})).toContain('although Kata was asked for');
  });

  test('compares boot ids whatever their case', () => {
    const evidence = isolatedEvidence();
    evidence.sandboxed = observe('sandboxed', { ...guestReport, bootId: nodeBootId.toUpperCase() });
    expect(judgeNode(evidence).verdict).toBe('shared-kernel');
  });

  test('takes another VMM for Kata only when the settings name it', () => {
    const evidence = isolatedEvidence();
    evidence.sandboxed = observe('sandboxed', {
      ...guestReport,
      commandLine: null,
      dmiVendor: 'QEMU',
      dmiProduct: 'Q35',
    });
    expect(judgeNode(evidence).verdict).toBe('suspect');
    expect(judgeNode(evidence, { vmmNames: ['qemu'] }).verdict).toBe('isolated');
    expect(judgeNode(evidence, { vmmNames: ['', ' ', '-'] }).verdict).toBe('suspect');
  });

  test('believes no report of a pod that was changed, and says what to do about it', () => {
    const evidence = isolatedEvidence();
    const changed = { ...asAsked, differences: ['container istio-proxy was injected', 'hostPID was set'] };
    evidence.ordinary = { ...observe('ordinary', hostReport), binding: changed };
    expect(judgeNode(evidence)).toMatchObject({
      verdict: 'inconclusive',
      reason:
        'The reports prove nothing: expected the ordinary pod as we asked for it, but container istio-proxy was injected; hostPID was set. ' +
        'Exempt pods labelled app.kubernetes.io/managed-by=kataproof from the webhook or policy that does this.',
    });
  });

  test('tells what was changed also where the pair could not speak', () => {
    const evidence = isolatedEvidence();
    evidence.failure = { code: 'OOMKilled', message: 'The init container ran out of memory.' };
    const changed = { ...asAsked, differences: ['init container warm-up was injected'] };
    evidence.sandboxed = { ...observe('sandboxed', guestReport), binding: changed };
    expect(judgeNode(evidence).reason).toMatch(/ran out of memory\. The reports prove .*warm-up was injected/);
  });

  test('is inconclusive when the two pods ran different images', () => {
    const evidence = isolatedEvidence();
    const other = { ...asAsked, imageDigest: 'sha256:2222' };
    evidence.sandboxed = { ...observe('sandboxed', guestReport), binding: other };
    expect(judgeNode(evidence)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('sha256:1111 in the ordinary pod and sha256:2222'),
    });
    evidence.sandboxed = { ...observe('sandboxed', guestReport), binding: { ...other, imageDigest: null } };
    expect(judgeNode(evidence).verdict).toBe('isolated');
  });

  test('lets pods of strangers spoil a pass and never hide a leak', () => {
    const strangers = { ...asAsked, strangers: ['kataproof-x-sandboxed-zzzzz'] };
    const judged = (report: KernelReport) =>
      judgeNode({ ...isolatedEvidence(), sandboxed: { ...observe('sandboxed', report), binding: strangers } });
    expect(judged(guestReport)).toMatchObject({
      verdict: 'inconclusive',
      reason: 'Somebody else made pods in the name of our Jobs: kataproof-x-sandboxed-zzzzz.',
    });
    expect(judged(hostReport).verdict).toBe('shared-kernel');
  });

  test('takes a monitor that DMI names on the node too for no mark, and the command line still for one', () => {
    const evidence = isolatedEvidence();
    const { dmiVendor, dmiProduct } = guestReport;
    evidence.ordinary = observe('ordinary', { ...hostReport, dmiVendor, dmiProduct });
    expect(judgeNode(evidence).verdict).toBe('isolated');
    evidence.sandboxed = observe('sandboxed', { ...guestReport, commandLine: 'quiet' });
    expect(judgeNode(evidence)).toMatchObject({
      verdict: 'suspect',
      reason: expect.stringContaining('which the ordinary pod shows too'),
    });
  });

  test('suspects a gVisor of today: a boot id of its own, and no mark of Kata', () => {
    const evidence = isolatedEvidence();
    evidence.sandboxed = observe('sandboxed', {
      ...guestReport,
      kernelRelease: '4.4.0',
      kernelBuild: 'Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016',
      commandLine: 'BOOT_IMAGE=/vmlinuz-4.4.0-gvisor quiet',
      dmiVendor: null,
      dmiProduct: null,
    });
    expect(judgeNode(evidence)).toMatchObject({
      verdict: 'suspect',
      reason: expect.stringContaining('no mark of Kata: a command line without it and no readable DMI'),
    });
  });

  test.each([
    '7d0f2a4e-11cb-1c1a-8f54-93c1c7a1b502',
    '7d0f2a4e-11cb-4c1a-cf54-93c1c7a1b502',
    '00000000-0000-0000-0000-000000000000',
  ])('takes %s, which no Linux generates, for no boot id', (bootId) => {
    const evidence = isolatedEvidence();
    evidence.sandboxed = observe('sandboxed', { ...guestReport, bootId });
    expect(judgeNode(evidence)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('a boot id that Linux would not generate'),
    });
  });

  test('takes no part of a word for the mark of Kata', () => {
    const evidence = isolatedEvidence();
    const commandLine = 'x.systemd.unit=kata-containers.target.wants quiet';
    evidence.sandboxed = observe('sandboxed', { ...guestReport, commandLine, dmiVendor: null, dmiProduct: '-' });
    expect(judgeNode(evidence).verdict).toBe('suspect');
  });

  test('notes a guest that is larger than its limit without overruling the verdict', () => {
    const evidence = isolatedEvidence();
    evidence.sandboxed = observe('sandboxed', { ...guestReport, memoryKiB: 15_858_032, cpus: 4 });
    const { verdict, notes } = judgeNode(evidence);
    expect(verdict).toBe('isolated');
    expect(notes.filter((note) => note.includes('more than its limit'))).toHaveLength(2);
  });
});
