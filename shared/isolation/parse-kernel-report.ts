import { quote } from '../errors/quote.ts';
import { trimEnd } from '../plain/trim-end.ts';
import { isBootId } from './boot-id.ts';
import type { KernelReport } from './evidence.ts';
import { type ReportKey, reportBounds, reportEnd, reportHeader, terminationMessageBytes } from './report-format.ts';

/** A report, or why a text is none. */
export type ParsedReport = { outcome: 'report'; report: KernelReport } | { outcome: 'no-evidence'; reason: string };

/** The form of each value. An empty value means that this kernel does not offer it. */
const formats: Record<ReportKey, { test(value: string): boolean }> = {
  nonce: /^[!-~]+$/,
  kernel_release: /^[A-Za-z0-9][A-Za-z0-9._+~-]*$/,
  kernel_build: /^[ -~]+$/,
  boot_id: { test: isBootId },
  command_line: /^[ -~]+$/,
  dmi_vendor: /^[ -~]+$/,
  dmi_product: /^[ -~]+$/,
  memory_kib: /^[1-9]\d{0,11}$/,
  cpus: /^[1-9]\d{0,4}$/,
  uptime_seconds: /^\d{1,10}$/,
  network_interfaces: /^[^\s,/]{1,15}(,[^\s,/]{1,15})*$/,
  visible_processes: /^[1-9]\d{0,7}$/,
};

const required: readonly ReportKey[] = ['nonce', 'kernel_release'];

/**
 * Parses what the probe printed. The result is a report only if the text is one whole report of this format with this
 * `nonce`. Anything else is "no evidence" with the reason, because nobody must take an empty, cut or foreign text for a
 * different kernel.
 */
export function parseKernelReport(text: string, nonce: string): ParsedReport {
  const lines = parseLines(text);
  if (typeof lines === 'string') return noEvidence(lines);
  const values = parseValues(lines);
  if (typeof values === 'string') return noEvidence(values);
  if (nonce === '' || values.nonce !== nonce)
    return noEvidence('The report answers another question: its nonce is not the one of this run.');
  return { outcome: 'report', report: toReport(values) };
}

function noEvidence(reason: string): ParsedReport {
  return { outcome: 'no-evidence', reason };
}

/** Returns the lines between header and end mark, or says what is wrong with the text. */
function parseLines(text: string): string[] | string {
  if (text.trim() === '') return 'The pod left no report.';
  if (text.length > terminationMessageBytes) return 'The text is longer than any report of the probe.';
  const lines = trimEnd(text, '\n').split('\n');
  const [header, end] = [lines[0], lines.at(-1)];
  if (header !== reportHeader)
    return header?.startsWith(`${reportHeader.split(' ')[0]} `)
      ? `The report has a format that we do not know: "${quote(header, 40)}".`
      : 'The text is no report of the probe.';
  if (lines.length < 2 || end !== reportEnd) return 'The report breaks off before its end mark.';
  return lines.slice(1, -1);
}

type Values = Record<ReportKey, string>;

/** Returns the values, or says what is wrong. Every key must appear exactly once, with a value of its format. */
function parseValues(lines: string[]): Values | string {
  const values = new Map<ReportKey, string>();
  for (const line of lines) {
    const [, name, raw] = /^([a-z_]+)=([ -~]*)$/.exec(line) ?? [];
    if (name === undefined || raw === undefined) return 'The report holds a line that is not key=value.';
    if (!isReportKey(name)) return `The report holds a key that we do not know: ${quote(name, 40)}.`;
    if (values.has(name)) return `The report holds ${name} twice.`;
    const value = raw.trim();
    if (value === '' ? required.includes(name) : value.length > reportBounds[name] || !formats[name].test(value))
      return `The report's ${name} is not what a kernel says there.`;
    values.set(name, value);
  }
  const missing = (Object.keys(reportBounds) as ReportKey[]).find((key) => !values.has(key));
  return missing ? `The report lacks ${missing}.` : (Object.fromEntries(values) as Values);
}

function isReportKey(name: string): name is ReportKey {
  return Object.hasOwn(reportBounds, name);
}

function toReport(values: Values): KernelReport {
  const text = (value: string) => (value === '' ? null : value);
  const number = (value: string) => (value === '' ? null : Number(value));
  return {
    kernelRelease: values.kernel_release,
    kernelBuild: values.kernel_build,
    bootId: text(values.boot_id.toLowerCase()),
    commandLine: text(values.command_line),
    dmiVendor: text(values.dmi_vendor),
    dmiProduct: text(values.dmi_product),
    memoryKiB: number(values.memory_kib),
    cpus: number(values.cpus),
    uptimeSeconds: number(values.uptime_seconds),
    networkInterfaces: values.network_interfaces === '' ? [] : values.network_interfaces.split(','),
    visibleProcesses: number(values.visible_processes),
  };
}
