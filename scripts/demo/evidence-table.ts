import type { RenderedPod, RunAnswer } from '../local-stack/call-api.ts';

type Node = RunAnswer['nodes'][number];

/**
 * Renders the evidence of one node as lines of text, with columns for the node, the ordinary pod and the sandboxed pod.
 */
export function renderEvidence(node: Node): string[] {
  const { before, after, ordinary, sandboxed } = node.evidence;
  const seen = after ?? before;
  const rows: string[][] = [
    ['', 'node object', 'ordinary pod', 'sandboxed pod'],
    ['kernel release', seen?.kernelRelease ?? '–', ...both(ordinary, sandboxed, (report) => report.kernelRelease)],
    ['boot id', shorten(seen?.bootId), ...both(ordinary, sandboxed, (report) => shorten(report.bootId))],
    ['Kata command line', '', ...both(ordinary, sandboxed, (report) => yesNo(report.kataCommandLine))],
    [
      'DMI',
      '',
      ...both(
        ordinary,
        sandboxed,
        (report) => [report.dmiVendor, report.dmiProduct].filter(Boolean).join(' / ') || 'none',
      ),
    ],
    ['memory', '', ...both(ordinary, sandboxed, (report) => mebibytes(report.memoryKiB))],
    ['CPUs', '', ...both(ordinary, sandboxed, (report) => String(report.cpus ?? '–'))],
    [
      'uptime',
      '',
      ...both(ordinary, sandboxed, (report) =>
        report.uptimeSeconds === null ? '–' : `${Math.round(report.uptimeSeconds)} s`,
      ),
    ],
    ['RuntimeClass', '', ordinary?.runtimeClassName ?? 'none', withHandler(sandboxed)],
  ];
  const failure = node.evidence.failure;
  return [
    `${node.nodeName}  →  ${node.verdict}`,
    ...align(rows).map((line) => `  ${line}`),
    `  ${node.reason}`,
    ...(failure ? [`  ${failure.code}: ${failure.message}`] : []),
    ...node.notes.map((note) => `  note: ${note}`),
  ];
}

type Report = Extract<RenderedPod['evidence'], { outcome: 'report' }>['report'];

function both(ordinary: RenderedPod | null, sandboxed: RenderedPod | null, read: (report: Report) => string): string[] {
  return [ordinary, sandboxed].map((pod) =>
    pod?.evidence.outcome === 'report' ? read(pod.evidence.report) : '(silent)',
  );
}

function withHandler(pod: RenderedPod | null): string {
  if (!pod?.runtimeClassName) return 'none';
  return `${pod.runtimeClassName} (handler ${pod.runtimeHandler ?? 'unknown'})`;
}

function shorten(bootId: string | null | undefined): string {
  return bootId ? `${bootId.slice(0, 13)}…` : '–';
}

function yesNo(value: boolean | null): string {
  return value === null ? 'unknown' : value ? 'yes' : 'no';
}

function mebibytes(kibibytes: number | null): string {
  return kibibytes === null ? '–' : `${Math.round(kibibytes / 1024)} MiB`;
}

function align(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
