import type { V1Container, V1Pod, V1PodSpec } from '@kubernetes/client-node';
import { isExtendedResource } from '../isolation/binding/extended-resources.ts';
import type { PodFacts } from '../workloads/workload-facts.ts';

type AnyContainer = Pick<V1Container, 'name' | 'securityContext' | 'volumeDevices' | 'volumeMounts' | 'resources'>;

/** Reduces a pod to what the rules need: no environment, no annotations, no commands. */
export function toPodFacts({ metadata, spec, status }: V1Pod): PodFacts {
  const controller = metadata?.ownerReferences?.find((owner) => owner.controller);
  const containers = containersOf(spec);
  return {
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    labels: metadata?.labels ?? {},
    controller: controller ? { kind: controller.kind, name: controller.name } : null,
    createdAt: metadata?.creationTimestamp?.toISOString() ?? '',
    finished: status?.phase === 'Succeeded' || status?.phase === 'Failed',
    nodeName: spec?.nodeName ?? null,
    runtimeClassName: spec?.runtimeClassName ?? null,
    hostNetwork: spec?.hostNetwork ?? false,
    hostPid: spec?.hostPID ?? false,
    hostIpc: spec?.hostIPC ?? false,
    hostPaths: (spec?.volumes ?? []).flatMap(({ hostPath }) => hostPath?.path ?? []),
    privilegedContainers: namesOf(containers, ({ securityContext }) => securityContext?.privileged ?? false),
    devices: [...containers.flatMap(devicesOf), ...(spec?.resourceClaims ?? []).map(({ name }) => `claim ${name}`)],
    subPathContainers: namesOf(containers, ({ volumeMounts = [] }) =>
      volumeMounts.some(({ subPath, subPathExpr }) => Boolean(subPath || subPathExpr)),
    ),
  };
}

/** Includes ephemeral containers, because `kubectl debug` can add a privileged one to a running pod. */
function containersOf(spec: V1PodSpec | undefined): AnyContainer[] {
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? []), ...(spec?.ephemeralContainers ?? [])];
}

function namesOf(containers: AnyContainer[], choose: (container: AnyContainer) => boolean): string[] {
  return containers.filter(choose).map(({ name }) => name);
}

/** Block volumes, and resources of device plugins. */
function devicesOf({ volumeDevices = [], resources }: AnyContainer): string[] {
  const extended = Object.keys(resources?.limits ?? {}).filter(isExtendedResource);
  return [...volumeDevices.map(({ devicePath }) => devicePath), ...extended];
}
