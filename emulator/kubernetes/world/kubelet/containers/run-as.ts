import { type Container, namespaceOf, specOf } from '../../../api/pod-shapes.ts';
import type { KubeObject } from '../../../api/seams.ts';

/** The user that a container's processes have; images of the emulator run as root unless told otherwise. */
export function userOf(pod: KubeObject, container: Container): { uid: number; gid: number } {
  const own = container.securityContext ?? {};
  const shared = specOf(pod).securityContext ?? {};
  return { uid: own.runAsUser ?? shared.runAsUser ?? 0, gid: own.runAsGroup ?? shared.runAsGroup ?? 0 };
}

/** Why the kubelet refuses to run a container as the user that it would have, or null (kuberuntime/security_context.go). */
export function runAsProblem(pod: KubeObject, container: Container): string | null {
  const nonRoot = container.securityContext?.runAsNonRoot ?? specOf(pod).securityContext?.runAsNonRoot;
  if (!nonRoot || userOf(pod, container).uid !== 0) return null;
  const which = `(pod: "${pod.metadata.name}_${namespaceOf(pod.metadata)}(${pod.metadata.uid})", container: ${container.name})`;
  const asked = container.securityContext?.runAsUser ?? specOf(pod).securityContext?.runAsUser;
  return asked === 0
    ? `container's runAsUser breaks non-root policy ${which}`
    : `container has runAsNonRoot and image will run as root ${which}`;
}
