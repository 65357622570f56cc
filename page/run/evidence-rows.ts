import type { NodeResult, Pod } from '../api/answers.ts';

type Report = Extract<Pod['evidence'], { outcome: 'report' }>['report'];

type Of = (report: Report) => string | null;

/** A fact of a node and its two pods, side by side. Null is what was not told. */
export interface EvidenceRow {
  fact: string;
  node: string | null;
  ordinary: string | null;
  sandboxed: string | null;
  /** The check that the fact decides, of those of the node; null for what only explains. */
  check: string | null;
  /** What is expected of it, in words. */
  expected: string;
}

const reportOf = (pod: Pod | null): Report | null => (pod?.evidence.outcome === 'report' ? pod.evidence.report : null);
const yesNo = (value: boolean | null | undefined) =>
  value === null || value === undefined ? null : value ? 'yes' : 'no';
const memory = (kib: number | null | undefined) =>
  kib == null ? null : `${Math.round(kib / 1024).toLocaleString('en')} MiB`;
const dmi: Of = ({ dmiVendor, dmiProduct }) => [dmiVendor, dmiProduct].filter(Boolean).join(' / ') || 'none';
const seconds = (value: number | null) => (value === null ? null : `${Math.round(value).toLocaleString('en')} s`);
const text = (value: number | string | null | undefined) => (value == null ? null : String(value));
const runtimeClass = (pod: Pod | null) =>
  pod === null
    ? null
    : pod.runtimeClassName === null
      ? 'none'
      : `${pod.runtimeClassName} (handler ${pod.runtimeHandler ?? 'unknown'})`;

/** A fact that both pods tell by their reports. */
function reported(evidence: NodeResult['evidence'], of: Of): Pick<EvidenceRow, 'ordinary' | 'sandboxed'> {
  const [control, guest] = [reportOf(evidence.ordinary), reportOf(evidence.sandboxed)];
  return { ordinary: control && of(control), sandboxed: guest && of(guest) };
}

/** What a proof saw of a node: first what decides, in the order in which it matters, then what explains. */
export function toEvidenceRows({ evidence }: NodeResult): EvidenceRow[] {
  return [...deciding(evidence), ...explaining(evidence)];
}

function deciding(evidence: NodeResult['evidence']): EvidenceRow[] {
  const { before: node, ordinary, sandboxed } = evidence;
  const handlers = node?.runtimeHandlers.filter(Boolean).join(', ') ?? '';
  return [
    {
      ...{ fact: 'Boot id', node: node?.bootId ?? null, ...reported(evidence, ({ bootId }) => bootId) },
      ...{ check: 'own-kernel', expected: 'ordinary as the node, sandboxed another' },
    },
    {
      ...{ fact: 'Kernel release', node: node?.kernelRelease ?? null },
      ...reported(evidence, ({ kernelRelease }) => kernelRelease),
      ...{ check: 'control-kernel-release', expected: 'ordinary as the node; of the sandboxed it only explains' },
    },
    {
      ...{ fact: 'Kata on the command line', node: null },
      ...reported(evidence, ({ kataCommandLine }) => yesNo(kataCommandLine)),
      ...{ check: 'kata-mark', expected: 'sandboxed alone, or its DMI' },
    },
    {
      ...{ fact: 'DMI', node: null, ...reported(evidence, dmi) },
      ...{ check: 'kata-mark', expected: 'sandboxed names Kata’s monitor, or its command line' },
    },
    {
      ...{ fact: 'Runtime class', node: handlers === '' ? null : `handlers ${handlers}` },
      ...{ ordinary: runtimeClass(ordinary), sandboxed: runtimeClass(sandboxed) },
      ...{ check: 'runtime-class', expected: 'sandboxed with a handler of Kata' },
    },
    {
      ...{ fact: 'Ran on', node: node?.name ?? null, ordinary: ordinary?.nodeName ?? null },
      ...{ sandboxed: sandboxed?.nodeName ?? null, check: 'sandboxed-pod-on-node', expected: 'this node, both' },
    },
  ];
}

function explaining(evidence: NodeResult['evidence']): EvidenceRow[] {
  const { before: node, ordinary, sandboxed } = evidence;
  const row = (fact: string, of: Of, expected = ''): EvidenceRow => ({
    ...{ fact, node: null, check: null, expected, ...reported(evidence, of) },
  });
  const other = { check: null, expected: '', ordinary: null, sandboxed: null };
  return [
    row('Kernel build', ({ kernelBuild }) => kernelBuild),
    row('Memory', ({ memoryKiB }) => memory(memoryKiB), 'sandboxed: that of its VM'),
    row('CPUs', ({ cpus }) => text(cpus), 'sandboxed: those of its VM'),
    row('Up for', ({ uptimeSeconds }) => seconds(uptimeSeconds), 'sandboxed: since its VM began'),
    row('Network interfaces', ({ networkInterfaces }) => networkInterfaces.join(', ') || 'none'),
    row('Processes it sees', ({ visibleProcesses }) => text(visibleProcesses)),
    { ...other, fact: 'Image of the node', node: node?.nodeImageVersion ?? null },
    { ...other, fact: 'Pod', node: null, ordinary: ordinary?.podName ?? null, sandboxed: sandboxed?.podName ?? null },
  ];
}

/** Why a pod told nothing; null for one that did. */
export function silenceOf(pod: Pod | null): string | null {
  if (pod === null) return 'There is no such pod.';
  return pod.evidence.outcome === 'report' ? null : pod.evidence.reason;
}
