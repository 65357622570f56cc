import type { Clock } from '../../seams/clock.ts';
import type { KubeObject, ObjectStore } from '../api/seams.ts';
import { type CallApi, KubectlError } from './kubectl/call-api.ts';

/** Where AKS runs commands (Microsoft Learn, "Resolve az aks command invoke failures"). */
export const commandNamespace = 'aks-command';

/** Whether the pod of a command came to run, or what Azure says of it otherwise. */
export type PodStart =
  | { start: 'running' }
  | { start: 'not-started'; reason: string }
  | { start: 'refused'; code: 'KubernetesOperationError' | 'KubernetesPerformanceError'; message: string };

/** "The pod can't be scheduled within the ARM API limitation of 60 seconds" (Microsoft Learn), in emulated milliseconds. */
const scheduledWithinMs = 60_000;

/** Reasons of a waiting container that no waiting of this length heals. */
const neverStarts = ['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'CreateContainerConfigError'];

/**
 * Creates the pod of a command, as AKS does with its own rights: its resources are those that Microsoft's page names
 * ("Access a private AKS cluster using the command invoke feature", Limitations). What admission refuses is told in the
 * words of its troubleshooting page.
 */
export async function createCommandPod(call: CallApi, id: string): Promise<PodStart | null> {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: commandNamespace } };
  try {
    await post(call, '/api/v1/namespaces', namespace).catch((error: unknown) => {
      if (!/^Error from server \(AlreadyExists\)/.test(wordsOf(error))) throw error;
    });
    await post(call, `/api/v1/namespaces/${commandNamespace}/pods`, commandPod(id));
    return null;
  } catch (error) {
    const details = wordsOf(error).replace(/^Error from server \(\w+\): /, '');
    const message = `Failed to run command in managed cluster due to kubernetes failure. details: ${details}`;
    return { start: 'refused', code: 'KubernetesOperationError', message };
  }
}

/** Deletes the pod of a command at once. */
export async function deleteCommandPod(call: CallApi, id: string): Promise<void> {
  const path = `/api/v1/namespaces/${commandNamespace}/pods/command-${id}?gracePeriodSeconds=0`;
  await call({ method: 'DELETE', path }).catch((error: unknown) => {
    if (!(error instanceof KubectlError)) throw error;
  });
}

/** Resolves when the pod runs, or when AKS would give up. `speed` is the number of emulated milliseconds in a real one. */
export function awaitCommandPod(store: ObjectStore, clock: Clock, speed: number, id: string): Promise<PodStart> {
  const name = `command-${id}`;
  return new Promise((resolve) => {
    const end = (start: PodStart) => {
      unsubscribe();
      cancel();
      resolve(start);
    };
    const look = (late: boolean) => {
      const judged = judgePod(store.read('pods', commandNamespace, name), name, late);
      if (judged) end(judged);
    };
    const unsubscribe = store.subscribe(({ resource, object }) => {
      if (resource === 'pods' && object.metadata.name === name) queueMicrotask(() => look(false));
    });
    const cancel = clock.after(scheduledWithinMs / speed, () => look(true));
    look(false);
  });
}

function judgePod(pod: KubeObject | undefined, name: string, late: boolean): PodStart | null {
  if (!pod) return { start: 'not-started', reason: 'PodDeleted' };
  const status: { state?: { running?: unknown; terminated?: unknown; waiting?: { reason?: string } } } | undefined =
    pod['status']?.containerStatuses?.[0];
  if (status?.state?.running || status?.state?.terminated) return { start: 'running' };
  const reason = status?.state?.waiting?.reason ?? '';
  if (neverStarts.includes(reason)) return { start: 'not-started', reason };
  if (!late || pod['spec'].nodeName) return null;
  return {
    start: 'refused',
    code: 'KubernetesPerformanceError',
    message: `Failed to run command due to cluster perf issue, container ${name} in ${commandNamespace} namespace did not start within 30s on your cluster, retry may helps. If issue persist, you may need to tune your cluster with better performance (larger node/paid tier).`,
  };
}

function commandPod(id: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `command-${id}`, namespace: commandNamespace },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 0,
      containers: [
        {
          name: `command-${id}`,
          // Its program is not emulated: the command runs beside it.
          image: 'mcr.microsoft.com/aks/command/runtime:master.250507.1',
          resources: { requests: { cpu: '200m', memory: '500Mi' }, limits: { cpu: '500m', memory: '1Gi' } },
        },
      ],
    },
  };
}

function post(call: CallApi, path: string, object: object): Promise<string> {
  return call({ method: 'POST', path, body: JSON.stringify(object), contentType: 'application/json' });
}

function wordsOf(error: unknown): string {
  if (error instanceof KubectlError) return error.message;
  throw error;
}
