import type { KubeObject, ObjectStore, Resource } from '../../../../emulator/kubernetes/api/seams.ts';
import { createObjectStore } from '../../../../emulator/kubernetes/api-server/store/object-store.ts';
import { createClusterWorld } from '../../../../emulator/kubernetes/world/create-cluster-world.ts';
import type { KubernetesFaults } from '../../../../emulator/scenarios/scenario.ts';
import { createSteppedClock, type SteppedClock } from '../../../../emulator/seams/clock.ts';
import type { NodePool } from '../../../../emulator/seams/kubernetes-clusters.ts';

export const startMs = Date.parse('2026-11-20T08:00:00Z');
export const image = 'mcr.microsoft.com/azurelinux/busybox:1.36';

export const kataPool: NodePool = {
  name: 'kata',
  count: 1,
  vmSize: 'Standard_D4s_v3',
  vcpus: 4,
  memoryMiB: 16_384,
  mode: 'User',
  osSku: 'AzureLinux',
  kata: true,
  nodeImageVersion: 'AKSAzureLinux-V3katagen2-202608.20.0',
  orchestratorVersion: '1.36.1',
  taints: [],
  labels: {},
};
export const systemPool: NodePool = {
  ...kataPool,
  name: 'system',
  mode: 'System',
  osSku: 'Ubuntu',
  kata: false,
  nodeImageVersion: 'AKSUbuntu-2204gen2containerd-202608.20.0',
};

export interface World extends ReturnType<typeof createClusterWorld> {
  store: ObjectStore;
  clock: SteppedClock;
  /** Admits an object and stores it, as the API server does. */
  create(resource: Resource, object: KubeObject): KubeObject;
  /** Moves the time forward in small steps until `found` finds something. Rejects after `withinMs`. */
  eventually<T>(what: string, found: () => T | undefined | null | false, withinMs?: number): Promise<T>;
  pod(name: string, namespace?: string): KubeObject;
  eventsOf(name: string): KubeObject[];
}

/** Starts a cluster with the real store and a stepped clock. The nodes of `pools` have booted when it resolves. */
export async function startWorld(
  options: { faults?: KubernetesFaults; pools?: NodePool[]; speed?: number } = {},
): Promise<World> {
  const { faults = {}, pools = [kataPool], speed = 1 } = options;
  const clock = createSteppedClock(startMs);
  const store = createObjectStore({ clock });
  const world = createClusterWorld({ store, clock, speed, faults, kubernetesVersion: '1.36.1', clusterName: 'c1' });
  for (const pool of pools) world.setNodePool(pool);
  await clock.advance(61_000 / speed);
  const started: World = {
    ...world,
    store,
    clock,
    create(resource, object) {
      const namespace = object.metadata.namespace ?? (resource === 'namespaces' ? null : 'default');
      const request = { operation: 'CREATE' as const, resource, namespace, object, oldObject: null };
      return store.create(resource, world.admission(request));
    },
    async eventually(what, found, withinMs = 120_000) {
      for (let waited = 0; waited <= withinMs; waited += 50) {
        // Shells depend on promises and on turns of the event loop, not on the clock.
        for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
        const result = found();
        if (result) return result;
        await clock.advance(50);
      }
      throw new Error(`Never happened: ${what}\n${JSON.stringify(store.list('pods'), null, 1)}`);
    },
    pod(name, namespace = 'default') {
      const pod = store.read('pods', namespace, name);
      if (!pod) throw new Error(`There is no pod ${name}`);
      return pod;
    },
    eventsOf: (name) => store.list('events').filter((event) => event['involvedObject'].name === name),
  };
  return started;
}

export function podObject(
  name: string,
  script: string | null,
  spec: Record<string, unknown> = {},
  container: Record<string, unknown> = {},
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: {
      restartPolicy: 'Never',
      containers: [
        { name: 'probe', image, ...(script === null ? {} : { command: ['sh', '-c', script] }), ...container },
      ],
      ...spec,
    },
  };
}

export const kata = { runtimeClassName: 'kata-vm-isolation' };
export const hasPhase = (world: World, name: string, phase: string) => () =>
  world.pod(name)['status'].phase === phase && world.pod(name);
