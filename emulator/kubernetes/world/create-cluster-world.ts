import type { KubernetesFaults } from '../../scenarios/scenario.ts';
import type { Clock } from '../../seams/clock.ts';
import type { NodePool } from '../../seams/kubernetes-clusters.ts';
import type { ClusterWorld, ObjectStore } from '../api/seams.ts';
import { createAdmission } from './admission/admit.ts';
import { createEventRecorder } from './controller-runtime/event-recorder.ts';
import { createIdentifiers } from './controller-runtime/identifiers.ts';
import { createTimeline } from './controller-runtime/timeline.ts';
import { startDaemonSetController } from './controllers/apps/daemon-set-controller.ts';
import { startDeploymentController } from './controllers/apps/deployment-controller.ts';
import { startReplicaSetController } from './controllers/apps/replica-set-controller.ts';
import { removeFinishedJobs } from './controllers/finished-jobs.ts';
import { startGarbageCollector } from './controllers/garbage-collector.ts';
import { startJobController } from './controllers/job-controller.ts';
import { startNamespaceController } from './controllers/namespace-controller.ts';
import { startResourceQuotaController } from './controllers/resource-quota-controller.ts';
import { createContainerRuntime } from './kubelet/container-runtime.ts';
import { startKubelets } from './kubelet/kubelets.ts';
import { createNodePools } from './nodes/node-pools.ts';
import { keepRuntimeClasses } from './nodes/runtime-classes.ts';
import { startScheduler } from './scheduler/scheduler.ts';
import { createSystemWorkloads } from './system-workloads.ts';

/**
 * Creates everything that gives one emulated cluster its behaviour: nodes, admission, scheduler, kubelets with real
 * shells, controllers. Durations of the platform and grace periods are divided by `speed`. What else users ask for
 * (deadlines, TTLs, `sleep`) takes its real time. `random` returns a number in [0, 1).
 */
export function createClusterWorld(options: {
  store: ObjectStore;
  clock: Clock;
  speed: number;
  faults: KubernetesFaults;
  /** For example `1.36.1`. */
  kubernetesVersion: string;
  clusterName: string;
  /** Whether AKS's own pods run in kube-system. */
  systemWorkloads?: boolean;
  random?: () => number;
}): ClusterWorld & { setNodePool(pool: NodePool): void; removeNodePool(name: string): void; reconcile(): void } {
  const { store, clock, speed, faults, kubernetesVersion, clusterName, random = Math.random } = options;
  const timeline = createTimeline(clock, speed);
  const identifiers = createIdentifiers(random);
  const events = createEventRecorder(store, timeline, identifiers);
  const parts = { store, timeline, identifiers, events, faults };
  const stopNamespaces = startNamespaceController(store, timeline, `emulated cluster ${clusterName}\n`);
  const admission = createAdmission(parts);
  const pools = createNodePools({ ...parts, clusterName, kubernetesVersion });
  const kubelets = startKubelets({ ...parts, pools });
  const runtime = createContainerRuntime(store, kubelets, timeline);
  const addons = keepRuntimeClasses(store, timeline, faults.runtimeClassOnlyAfterUpdate);
  const stops = [
    stopNamespaces,
    addons.stop,
    startScheduler(parts),
    startJobController({ ...parts, admission }),
    startDeploymentController({ ...parts, admission }),
    startReplicaSetController({ ...parts, admission }),
    startDaemonSetController({ ...parts, admission }),
    removeFinishedJobs(store, timeline),
    startGarbageCollector(store, timeline),
    startResourceQuotaController(store, timeline),
  ];
  if (options.systemWorkloads) createSystemWorkloads(store, admission);
  return {
    admission,
    runtime,
    setNodePool: pools.setNodePool,
    removeNodePool: pools.removeNodePool,
    reconcile: addons.reconcile,
    stop() {
      for (const stop of stops) stop();
      runtime.stop();
      kubelets.stop();
      timeline.stop();
    },
  };
}
