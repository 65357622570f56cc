import { type Container, namespaceOf, specOf } from '../../../api/pod-shapes.ts';
import type { KubeObject } from '../../../api/seams.ts';

/** Returns the user of a container's processes. The emulator's images run as root unless the pod names another user. */
export function userOf(pod: KubeObject, container: Container): { uid: number; gid: number } {
  const own = container.securityContext ?? {};
  const shared = specOf(pod).securityContext ?? {};
  return { uid: own.runAsUser ?? shared.runAsUser ?? 0, gid: own.runAsGroup ?? shared.runAsGroup ?? 0 };
}

/** Says why the kubelet refuses to run a container as its user, or null (kuberuntime/security_context.go). */
export function runAsProblem(pod: KubeObject, container: Container): string | null {
  const nonRoot = container.securityContext?.runAsNonRoot ?? specOf(pod).securityContext?.runAsNonRoot;
  if (!nonRoot || userOf(pod, container).uid !== 0) return null;
  const which = `(pod: "${pod.metadata.name}_${namespaceOf(pod.metadata)}(${pod.metadata.uid})", container: ${container.name})`;
  const asked = container.securityContext?.runAsUser ?? specOf(pod).securityContext?.runAsUser;
  return asked === 0
    ? `container's runAsUser breaks non-root policy ${which}`
    : `container has runAsNonRoot and image will run as root ${which}`;
}
