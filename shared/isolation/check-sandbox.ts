import type { Check, KernelReport, NodeEvidence } from './evidence.ts';
import { hasKataMark, isKataHandler, kataCommandLineMark, kataHandlers } from './kata.ts';
import { describeSilence, reportOf } from './report-of.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Checks whether the live pod asks for a Kata sandbox, whether it has a kernel of its own, and whether that kernel is
 * Kata's. `vmmNames` are the virtual machine monitors, as DMI names them, that count as Kata's.
 */
export function checkSandbox(
  evidence: NodeEvidence,
  vmmNames: string[],
): { askedFor: Check; ownKernel: Check; kataMark: Check } {
  return {
    askedFor: checkAskedFor(evidence),
    ownKernel: checkOwnKernel(evidence),
    kataMark: checkKataMark(evidence, vmmNames),
  };
}

function checkAskedFor({ sandboxed }: NodeEvidence): Check {
  const base = {
    id: 'runtime-class',
    expected: `the live sandboxed pod with a RuntimeClass whose handler is one of ${kataHandlers.join(', ')}`,
  };
  if (!sandboxed) return { ...base, state: 'unknown', seen: 'no such pod' };
  const { runtimeClassName, runtimeHandler } = sandboxed;
  if (runtimeClassName === null)
    return { ...base, state: 'failed', seen: 'a live pod without runtimeClassName: something removed it' };
  if (runtimeHandler === null)
    return { ...base, state: 'failed', seen: `RuntimeClass ${runtimeClassName}, which does not exist` };
  return {
    ...base,
    state: isKataHandler(runtimeHandler) ? 'passed' : 'failed',
    seen: `RuntimeClass ${runtimeClassName} with handler ${runtimeHandler}`,
  };
}

function checkOwnKernel({ before, sandboxed }: NodeEvidence): Check {
  const node = before?.bootId.toLowerCase() ?? '';
  const base = { id: 'own-kernel', expected: `the sandboxed pod with a boot id that is not the node's ${node}`.trim() };
  const report = reportOf(sandboxed);
  if (!report) return { ...base, state: 'unknown', seen: describeSilence(sandboxed) };
  if (report.bootId === null) return { ...base, state: 'unknown', seen: 'a kernel that offers no boot id' };
  if (!uuid.test(report.bootId)) return { ...base, state: 'unknown', seen: 'a boot id that is no UUID' };
  if (!uuid.test(node)) return { ...base, state: 'unknown', seen: 'a node without a boot id to compare with' };
  const own = report.bootId.toLowerCase() !== node;
  return { ...base, state: own ? 'passed' : 'failed', seen: `boot id ${report.bootId}` };
}

function checkKataMark({ sandboxed }: NodeEvidence, vmmNames: string[]): Check {
  const names = [...new Set(vmmNames)].filter((name) => plain(name) !== '');
  const base = {
    id: 'kata-mark',
    expected: `${kataCommandLineMark} on the kernel command line, or DMI that names ${names.join(' or ')}`,
  };
  const report = reportOf(sandboxed);
  if (!report) return { ...base, state: 'unknown', seen: describeSilence(sandboxed) };
  const marks = [
    ...(hasKataMark(report.commandLine ?? '') ? [`${kataCommandLineMark} on the command line`] : []),
    ...(namesVmm(report, names) ? [`DMI ${describeDmi(report)}`] : []),
  ];
  if (marks.length > 0) return { ...base, state: 'passed', seen: marks.join(' and ') };
  const commandLine = report.commandLine === null ? 'no readable command line' : 'a command line without it';
  return { ...base, state: 'failed', seen: `${commandLine} and DMI ${describeDmi(report)}` };
}

function namesVmm({ dmiVendor, dmiProduct }: KernelReport, names: string[]): boolean {
  const seen = [dmiVendor, dmiProduct].map((name) => plain(name ?? ''));
  return names.some((name) => seen.includes(plain(name)));
}

/** DMI's vendor and product write the same monitor as `Cloud Hypervisor` and `cloud-hypervisor`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function describeDmi({ dmiVendor, dmiProduct }: KernelReport): string {
  return dmiVendor === null && dmiProduct === null ? 'of nobody' : `"${dmiVendor ?? ''}" / "${dmiProduct ?? ''}"`;
}
