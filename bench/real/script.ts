import type { Kubectl } from './kubectl.ts';

const image = 'mcr.microsoft.com/azurelinux/busybox:1.36';
const readBootId = 'cat /proc/sys/kernel/random/boot_id > /dev/termination-log';
const pods = ['kataproof-bench-ordinary', 'kataproof-bench-sandboxed'];
const succeeded = ['--for=jsonpath={.status.phase}=Succeeded', '--timeout=300s'];
const message = '-o=jsonpath={.status.containerStatuses[0].state.terminated.message}';

/** The two pods that somebody would write who wants to see whether a node's sandboxed pods have a kernel of their own. */
export function podsOf(nodeName: string): object {
  const podSpec = (of: object) => ({
    ...{ restartPolicy: 'Never', nodeName, ...of },
    containers: [{ name: 'probe', image, command: ['sh', '-c', readBootId] }],
  });
  const [ordinary, sandboxed] = [podSpec({}), podSpec({ runtimeClassName: 'kata-vm-isolation' })];
  return {
    ...{ apiVersion: 'v1', kind: 'List' },
    items: [ordinary, sandboxed].map((spec, index) => ({
      ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: pods[index] }, spec },
    })),
  };
}

/** The same pods by Jobs, in a namespace of their own: what is in the cluster when a proof begins to clean up. */
export function jobsOf(nodeName: string, namespace: string): object {
  const { items } = podsOf(nodeName) as { items: { metadata: { name: string }; spec: object }[] };
  const jobs = items.map(({ metadata, spec }) => ({
    ...{ apiVersion: 'batch/v1', kind: 'Job', metadata: { ...metadata, namespace } },
    spec: { backoffLimit: 0, template: { spec } },
  }));
  const home = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  return { apiVersion: 'v1', kind: 'List', items: [home, ...jobs] };
}

/** Seconds from a moment of `performance.now()` until now. */
export const secondsSince = (startMs: number) => (performance.now() - startMs) / 1000;

/**
 * Runs the script: apply, wait, two reads, delete. Returns the seconds until both boot ids were known, and until all was
 * gone again. The pods are in the default namespace, and bound to their node without a scheduler: nobody is quicker.
 */
export async function runScript(
  kubectl: Kubectl,
  manifest: string,
): Promise<{ untilKnown: number; untilGone: number }> {
  const startMs = performance.now();
  await kubectl('apply', '-f', manifest);
  await kubectl('wait', ...pods.map((name) => `pod/${name}`), ...succeeded);
  const bootIds: string[] = [];
  for (const name of pods) bootIds.push((await kubectl('get', 'pod', name, message)).trim());
  const untilKnown = secondsSince(startMs);
  await kubectl('delete', '-f', manifest);
  if (new Set(bootIds).size !== 2 || bootIds.includes('')) throw new Error(`The script read ${bootIds.join(' and ')}.`);
  return { untilKnown, untilGone: secondsSince(startMs) };
}

/** Seconds that a namespace with a pair of ended Jobs takes to end, from the moment when somebody asks for it. */
export async function timeNamespaceEnd(kubectl: Kubectl, manifest: string, namespace: string): Promise<number> {
  await kubectl('apply', '-f', manifest);
  await kubectl(
    'wait',
    '-n',
    namespace,
    ...pods.map((name) => `job/${name}`),
    '--for=condition=Complete',
    '--timeout=300s',
  );
  const startMs = performance.now();
  await kubectl('delete', 'namespace', namespace);
  return secondsSince(startMs);
}
