import { nameSome } from '../../plain/name-some.ts';
import type { PodFacts } from '../workload-facts.ts';

/**
 * A setting of a pod that passes through the wall of its sandbox, asks to, or does not mean there what it means
 * elsewhere (AKS, "Considerations for Pod Sandboxing"), in words; null when the pod has no such setting.
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
  'sandbox-user-namespace': ({ ownUserNamespace }) => (ownUserNamespace ? 'asks for hostUsers: false' : null),
  'sandbox-shared-empty-dir': ({ sharedEmptyDirs }) =>
    sharedEmptyDirs.length > 0 ? `several containers share the emptyDir ${nameSome(sharedEmptyDirs)}` : null,
} satisfies Record<string, Hole>;

/** Looks for one kind of hole in a sandboxed pod. Ordinary pods have no sandbox that could have holes. */
export function findHole(hole: keyof typeof holes, pod: PodFacts): string | null {
  return holes[hole](pod);
}
