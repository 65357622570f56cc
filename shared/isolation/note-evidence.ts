import type { KernelReport, NodeEvidence, NodeSnapshot, PodObservation } from './evidence.ts';
import { isKataHandler } from './kata.ts';
import { reportOf } from './report-of.ts';

/** Writes notes, in sentences, that support or explain a verdict and never change it. */
export function noteEvidence(evidence: NodeEvidence): string[] {
  const { before, after, sandboxed, ordinary } = evidence;
  const guest = reportOf(sandboxed);
  const host = reportOf(ordinary);
  return [
    ...(guest && before ? [noteRelease(guest, before)] : []),
    ...(guest && host ? noteComparison(guest, host) : []),
    ...(guest && sandboxed ? noteSize(guest, sandboxed) : []),
    ...(before && after ? noteNode(before, after) : []),
    ...noteChannels([sandboxed, ordinary]),
    ...[sandboxed, ordinary].flatMap(noteAdmission),
  ];
}

function noteRelease(guest: KernelReport, node: NodeSnapshot): string {
  if (guest.kernelRelease !== node.kernelRelease)
    return `Kernel release ${guest.kernelRelease} in the sandboxed pod, ${node.kernelRelease} on the node.`;
  const differs = guest.bootId !== null && guest.bootId.toLowerCase() !== node.bootId.toLowerCase();
  return differs
    ? `Guest and node run the same kernel release ${node.kernelRelease}, each booted by itself.`
    : `Guest and node show the same kernel release ${node.kernelRelease}.`;
}

function noteComparison(guest: KernelReport, host: KernelReport): string[] {
  const build = guest.kernelBuild === host.kernelBuild ? 'the same build' : 'different builds';
  const notes = [`Both pods' /proc/version name ${build}.`];
  if (guest.uptimeSeconds !== null && host.uptimeSeconds !== null)
    notes.push(`Uptime ${guest.uptimeSeconds} s in the sandboxed pod, ${host.uptimeSeconds} s in the ordinary one.`);
  if (guest.memoryKiB !== null && host.memoryKiB !== null)
    notes.push(`Memory ${guest.memoryKiB} KiB in the sandboxed pod, ${host.memoryKiB} KiB in the ordinary one.`);
  notes.push(
    `Network interfaces ${list(guest)} in the sandboxed pod, ${list(host)} in the ordinary one; ` +
      `visible processes ${guest.visibleProcesses ?? 'unknown'} and ${host.visibleProcesses ?? 'unknown'}.`,
  );
  return notes;
}

function list({ networkInterfaces }: KernelReport): string {
  return networkInterfaces.length === 0 ? 'none' : networkInterfaces.join(', ');
}

/**
 * A Kata VM gets its size from the pod's limits: at most the memory limit (with a small tolerance), and the CPU limit
 * rounded up.
 */
function noteSize(guest: KernelReport, { memoryLimitKiB, cpuLimit }: PodObservation): string[] {
  const notes: string[] = [];
  if (guest.memoryKiB !== null && memoryLimitKiB !== null && guest.memoryKiB > memoryLimitKiB * 1.05)
    notes.push(`The sandboxed pod sees ${guest.memoryKiB} KiB, more than its limit of ${memoryLimitKiB} KiB.`);
  if (guest.cpus !== null && cpuLimit !== null && guest.cpus > Math.ceil(cpuLimit))
    notes.push(`The sandboxed pod sees ${guest.cpus} CPUs, more than its limit of ${cpuLimit}.`);
  return notes;
}

function noteNode(before: NodeSnapshot, after: NodeSnapshot): string[] {
  const notes: string[] = [];
  if (before.nodeImageVersion !== after.nodeImageVersion)
    notes.push(`The node image changed from ${before.nodeImageVersion} to ${after.nodeImageVersion} meanwhile.`);
  if (!before.kataLabel) notes.push('The node does not carry the Kata label.');
  if (!before.runtimeHandlers.some(isKataHandler)) notes.push('The node lists no Kata runtime handler.');
  return notes;
}

function noteChannels(pods: (PodObservation | null)[]): string[] {
  return pods.flatMap((pod) =>
    pod?.evidence.outcome === 'report' && pod.evidence.channel === 'log'
      ? [`The ${pod.role} pod's report came from its log: its termination message was empty.`]
      : [],
  );
}

function noteAdmission(pod: PodObservation | null): string[] {
  return (pod?.binding?.remarks ?? []).map((remark) => `The ${pod?.role} pod's ${remark}.`);
}
