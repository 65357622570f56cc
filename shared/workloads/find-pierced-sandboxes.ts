import { nameSome } from '../plain/name-some.ts';
import type { Sighting } from './finding.ts';
import { isSandboxed } from './sandbox-of.ts';
import { sightOwners } from './sight-owners.ts';
import type { PodFacts, WorkloadFacts } from './workload-facts.ts';

/**
 * A setting of a pod that passes through the wall of its sandbox, or asks to (AKS, "Considerations for Pod
 * Sandboxing"), in words; null when the pod has no such setting.
 */
type Hole = (pod: PodFacts) => string | null;

const isDevice = (path: string) => path === '/dev' || path.startsWith('/dev/');

function hostPaths({ hostPaths: paths }: PodFacts): string | null {
  // In a sandboxed pod, paths below /dev belong to the guest and not to the node: see `devices`.
  const ofNode = paths.filter((path) => !isDevice(path));
  return ofNode.length > 0 ? `mounts ${nameSome(ofNode)} of its node` : null;
}

function devices(pod: PodFacts): string | null {
  const all = [...pod.devices, ...pod.hostPaths.filter(isDevice)];
  return all.length > 0 ? `is given ${nameSome(all)}` : null;
}

function hostProcesses({ hostPid, hostIpc }: PodFacts): string | null {
  const asked = [...(hostPid ? ['hostPID'] : []), ...(hostIpc ? ['hostIPC'] : [])];
  return asked.length > 0 ? `asks for ${asked.join(' and ')}` : null;
}

const holes = {
  'sandbox-host-path': hostPaths,
  'sandbox-host-network': ({ hostNetwork }) => (hostNetwork ? 'asks for hostNetwork' : null),
  'sandbox-host-processes': hostProcesses,
  'sandbox-privileged': ({ privilegedContainers }) =>
    privilegedContainers.length > 0 ? `container ${nameSome(privilegedContainers)} is privileged` : null,
  'sandbox-device': devices,
  'sandbox-sub-path': ({ subPathContainers }) =>
    subPathContainers.length > 0 ? `container ${nameSome(subPathContainers)} mounts a subPath` : null,
} satisfies Record<string, Hole>;

/** Finds one kind of hole in sandboxed pods. Ordinary pods have no sandbox that could have holes. */
export function findPiercedSandboxes(facts: WorkloadFacts, hole: keyof typeof holes): Sighting[] {
  const sandboxed = facts.pods.filter((pod) => isSandboxed(pod, facts.runtimeClasses));
  return sightOwners(sandboxed, holes[hole]);
}
