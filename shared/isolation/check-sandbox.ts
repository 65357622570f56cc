import { isBootId, isSameBootId } from './boot-id.ts';
import type { Check, KernelReport, NodeEvidence, PodObservation } from './evidence.ts';
import { hasKataMark, isKataHandler, kataCommandLineMark, kataHandlers } from './kata.ts';
import { describeSilence, reportOf } from './report-of.ts';

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
    expected: `the live sandboxed pod with the RuntimeClass under test, whose handler is one of ${kataHandlers.join(', ')}`,
  };
  if (!sandboxed) return { ...base, state: 'unknown', seen: 'no such pod' };
  const { runtimeClassName, runtimeHandler, binding } = sandboxed;
  if (runtimeClassName === null)
    return { ...base, state: 'failed', seen: 'a live pod without runtimeClassName: something removed it' };
  if (binding?.runtimeClassDoubt) return { ...base, state: 'failed', seen: binding.runtimeClassDoubt };
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
  if (!isBootId(report.bootId)) return { ...base, state: 'unknown', seen: 'a boot id that Linux would not generate' };
  if (!isBootId(node)) return { ...base, state: 'unknown', seen: 'a node without a boot id to compare with' };
  const own = !isSameBootId(report.bootId, node);
  return { ...base, state: own ? 'passed' : 'failed', seen: `boot id ${report.bootId}` };
}

/**
 * A mark that the ordinary pod shows too proves nothing. The word on the command line is Kata's alone, so that no node
 * can have it: where the ordinary pod shows it, one of the two reports is not what it seems. DMI that names a monitor
 * may be the node's own, when the node is a virtual machine of the same kind.
 */
function checkKataMark({ sandboxed, ordinary }: NodeEvidence, vmmNames: string[]): Check {
  const names = [...new Set(vmmNames)].filter((name) => plain(name) !== '');
  const base = {
    id: 'kata-mark',
    expected: `${kataCommandLineMark} on the kernel command line, or DMI that names ${names.join(' or ')}, in the sandboxed pod alone`,
  };
  const report = reportOf(sandboxed);
  if (!report) return { ...base, state: 'unknown', seen: describeSilence(sandboxed) };
  const control = marksOf(ordinary, names);
  if (control.commandLine)
    return {
      ...base,
      state: 'failed',
      seen: `the ordinary pod shows ${kataCommandLineMark} too, so it proves nothing`,
    };
  const marks = marksOf(sandboxed, names);
  const seen = [
    ...(marks.commandLine ? [`${kataCommandLineMark} on the command line`] : []),
    ...(marks.dmi && !control.dmi ? [describeDmi(report)] : []),
  ];
  if (seen.length > 0) return { ...base, state: 'passed', seen: seen.join(' and ') };
  const commandLine = report.commandLine === null ? 'no readable command line' : 'a command line without it';
  const dmi = marks.dmi ? `${describeDmi(report)}, which the ordinary pod shows too` : describeDmi(report);
  return { ...base, state: 'failed', seen: `${commandLine} and ${dmi}` };
}

function marksOf(pod: PodObservation | null, vmmNames: string[]): { commandLine: boolean; dmi: boolean } {
  const report = reportOf(pod);
  if (!report) return { commandLine: false, dmi: false };
  return { commandLine: hasKataMark(report.commandLine ?? ''), dmi: namesVmm(report, vmmNames) };
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
  return dmiVendor === null && dmiProduct === null
    ? 'no readable DMI'
    : `DMI "${dmiVendor ?? ''}" / "${dmiProduct ?? ''}"`;
}
