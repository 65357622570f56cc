import type { NodeResult, RenderedPod } from '../../shared/api/answers/evidence-schemas.ts';
import { type Paint, verdictFormats } from './paint.ts';
import { wrapBehind, wrapText } from './wrap-text.ts';

/** The lines of one cell; a line may be broken further. */
type Cell = string[];

const indent = '  ';
const gap = '  ';
/** No column gets narrower: below that a table is no longer one. */
const leastColumn = 6;

/** One node's evidence side by side, in lines of at most `width` characters: node, ordinary pod, sandboxed pod. */
export function renderEvidence(node: NodeResult, width: number, paint: Paint): string[] {
  const { failure } = node.evidence;
  const say = (text: string) => wrapBehind(indent, text, width);
  return [
    ...renderTitle(node, width, paint),
    ...layOut(listRows(node), width - indent.length).map((line) => `${indent}${line}`),
    ...say(node.reason),
    ...(failure && !node.reason.includes(failure.message) ? say(`${failure.code}: ${failure.message}`) : []),
    ...node.notes.flatMap((note) => wrapBehind(`${indent}note: `, note, width).map((line) => paint('dim', line))),
  ];
}

function renderTitle({ nodeName, verdict }: NodeResult, width: number, paint: Paint): string[] {
  const name = wrapText(nodeName, width);
  const last = name.at(-1) ?? '';
  const told = paint(verdictFormats[verdict], verdict);
  if (`${last}  →  ${verdict}`.length <= width) return [...name.slice(0, -1), `${paint('bold', last)}  →  ${told}`];
  return [...name.map((line) => paint('bold', line)), `${indent}→  ${told}`];
}

function listRows(node: NodeResult): Cell[][] {
  const { ordinary, sandboxed } = node.evidence;
  const both = (read: (report: Report) => Cell) => [ordinary, sandboxed].map((pod) => readPod(pod, read));
  return [
    [[''], ['node'], ['ordinary pod'], ['sandboxed pod']],
    [['kernel'], readNode(node, 'kernelRelease'), ...both((report) => [report.kernelRelease])],
    [['boot id'], readNode(node, 'bootId'), ...both((report) => [shortenBootId(report.bootId)])],
    [['Kata mark'], [''], ...both((report) => [yesNo(report.kataCommandLine)])],
    [['DMI'], [''], ...both(readDmi)],
    [['memory'], [''], ...both((report) => [mebibytes(report.memoryKiB)])],
    [['CPUs'], [''], ...both((report) => [String(report.cpus ?? '–')])],
    [['uptime'], [''], ...both(({ uptimeSeconds: up }) => [up === null ? '–' : `${Math.round(up)} s`])],
    [['class'], [''], readClass(ordinary), readClass(sandboxed)],
  ];
}

type Report = Extract<RenderedPod['evidence'], { outcome: 'report' }>['report'];

/** What the node says of itself; before and after the pair where that differs, as it does after a reboot. */
function readNode({ evidence: { before, after } }: NodeResult, fact: 'bootId' | 'kernelRelease'): Cell {
  const show = (seen: typeof before) =>
    fact === 'bootId' ? shortenBootId(seen?.bootId) : (seen?.kernelRelease ?? '–');
  if (!before || !after || before[fact] === after[fact]) return [show(after ?? before)];
  return [`${show(before)} before,`, `${show(after)} after`];
}

function readPod(pod: RenderedPod | null, read: (report: Report) => Cell): Cell {
  return pod?.evidence.outcome === 'report' ? read(pod.evidence.report) : [pod ? '(silent)' : '(no pod)'];
}

function readDmi({ dmiVendor, dmiProduct }: Report): Cell {
  const named = [dmiVendor, dmiProduct].filter((part) => part !== null && part !== '') as string[];
  return named.length > 0 ? named : ['none'];
}

function readClass(pod: RenderedPod | null): Cell {
  if (!pod?.runtimeClassName) return ['none'];
  return [pod.runtimeClassName, `(handler ${pod.runtimeHandler ?? 'unknown'})`];
}

/** The first group is random enough to tell one boot from another. */
function shortenBootId(bootId: string | null | undefined): string {
  return bootId ? `${bootId.slice(0, 8)}…` : '–';
}

function yesNo(value: boolean | null): string {
  return value === null ? 'unknown' : value ? 'yes' : 'no';
}

function mebibytes(kibibytes: number | null): string {
  return kibibytes === null ? '–' : `${Math.round(kibibytes / 1024)} MiB`;
}

/** Columns as wide as their cells, the widest made narrower until all fit; what no longer fits is broken. */
function layOut(rows: Cell[][], width: number): string[] {
  const columns = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.flatMap((row) => (row[column] ?? []).map((line) => line.length))),
  );
  const total = () => columns.reduce((sum, column) => sum + column, 0) + gap.length * (columns.length - 1);
  while (total() > width && Math.max(...columns) > leastColumn) {
    const widest = columns.indexOf(Math.max(...columns));
    columns[widest] = (columns[widest] ?? 0) - 1;
  }
  return rows.flatMap((row) => {
    const cells = row.map((cell, column) => cell.flatMap((line) => wrapText(line, columns[column] ?? leastColumn)));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((cell, column) => (cell[line] ?? '').padEnd(columns[column] ?? 0))
        .join(gap)
        .trimEnd(),
    );
  });
}
