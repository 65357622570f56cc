import { namespaceOf, specOf } from '../../../api/pod-shapes.ts';
import type { KubeObject } from '../../../api/seams.ts';
import { openHostPath } from '../../nodes/node-files.ts';
import type { Kernel } from '../../shell/kernel.ts';
import { loadShellLibrary } from '../../shell/shell-library.ts';
import type { ContainerRunner } from '../containers/container-runner.ts';
import { crashLooping, restarted } from '../containers/container-status.ts';
import { createPodEnvironment, type KubeletContext, type PodEnvironment } from '../containers/pod-environment.ts';
import { createPodContainers } from './pod-containers.ts';
import { createPodSandbox } from './pod-sandbox.ts';
import { phaseOf, writePodStatus } from './pod-status.ts';
import {
  deadlineMessage,
  newPod,
  type PodAction,
  type PodEvent,
  type PodState,
  type PodView,
  stepPod,
} from './step-pod.ts';

/** Runs one pod on its node. */
export interface PodWorker {
  /** The name of the node on which the pod runs. */
  node: string;
  ended(): boolean;
  container(name: string): ContainerRunner | undefined;
  /** Ends the containers, after the grace period at the latest. Then the pod can be removed. */
  terminate(graceSeconds: number): void;
  /** Stops all work, because the pod no longer exists. Nothing is written after that. */
  abandon(): void;
}

/** Runs a pod: gives every event to `stepPod` and does the resulting actions. */
export function startPodWorker(context: KubeletContext, pod: KubeObject): PodWorker {
  let state = newPod(pod);
  let abandoned = false;
  let kernel: Kernel | null = null;
  const environment = createPodEnvironment(context, pod, () => abandoned || state.stopping);
  const status = createStatusWriter(context, pod);
  const publish = () => {
    if (!abandoned) status.write(state, containers.view());
  };
  const containers = createPodContainers(environment, publish);
  const killTimer = createKillTimer(context, containers.kill);

  const dispatch = (event: PodEvent) => {
    if (abandoned) return;
    const step = stepPod(state, event, containers.view());
    state = step.state;
    for (const action of step.actions) carryOut(action);
  };
  const carryOut = (action: PodAction) => {
    if (action.do === 'stop-containers') {
      environment.timers.cancelAll();
      containers.terminate();
      killTimer.set(action.graceSeconds);
    } else if (action.do === 'settle') {
      // Nothing happens to a pod after its end, whatever time it had left.
      environment.timers.cancelAll();
      killTimer.cancel();
      publish();
      if (action.remove) removePod(context, pod);
    } else {
      const runner = containers.find(action.name);
      if (runner && kernel) void actOn(environment, runner, action, kernel, publish).then(dispatch);
    }
  };
  const live = async () => {
    publish();
    await makeVolumes(environment);
    kernel = await createPodSandbox(environment);
    dispatch({ type: 'sandbox-ready' });
  };

  watchDeadline(environment, () => dispatch({ type: 'deadline-exceeded' }));
  void live();
  return {
    node: context.machine.name,
    ended: status.ended,
    container: containers.find,
    terminate: (graceSeconds) => dispatch({ type: 'deletion-requested', graceSeconds }),
    abandon() {
      abandoned = true;
      killTimer.cancel();
      environment.timers.cancelAll();
      containers.abandon();
    },
  };
}

/** Does an action that concerns one container. Resolves with the resulting event. */
async function actOn(
  environment: PodEnvironment,
  runner: ContainerRunner,
  action: Exclude<PodAction, { do: 'stop-containers' | 'settle' }>,
  kernel: Kernel,
  publish: () => void,
): Promise<PodEvent> {
  const { name } = action;
  if (action.do === 'back-off') {
    const { metadata } = environment.pod;
    const of = `${metadata.name}_${namespaceOf(metadata)}(${metadata.uid})`;
    environment.tell({
      type: 'Warning',
      reason: 'BackOff',
      message: `Back-off restarting failed container ${name} in pod ${of}`,
      fieldPath: runner.fieldPath,
    });
    const message = `back-off ${action.pauseMs / 1000}s restarting failed container=${name} pod=${of}`;
    runner.status = crashLooping(runner.status, message);
    publish();
    await environment.wait(action.pauseMs);
    return { type: 'back-off-over', name };
  }
  if (action.do === 'restart-container') runner.status = restarted(runner.status);
  return { type: 'container-exited', name, exitCode: await runner.runOnce(kernel) };
}

/**
 * Creates the writer of the pod's status. It calls `podHasEnded` once, before it writes the first status that shows the
 * end.
 */
function createStatusWriter(context: KubeletContext, pod: KubeObject) {
  const { store, timeline, machine } = context;
  const startTime = timeline.timestamp();
  let over = false;
  return {
    ended: () => over,
    write(state: PodState, view: PodView): void {
      const podAddress = state.sandboxReady ? context.podAddress : null;
      const facts = { ...state, ...view, hostAddress: machine.address, podAddress, startTime };
      const [namespace, { name, uid }] = [namespaceOf(pod.metadata), pod.metadata];
      if (store.read('pods', namespace, name)?.metadata.uid !== uid) return;
      const phase = phaseOf(pod, facts);
      if (!over && (phase === 'Succeeded' || phase === 'Failed')) {
        over = true;
        context.podHasEnded(pod);
      }
      store.update('pods', namespace, name, (object) => writePodStatus(object, facts, timeline.timestamp()));
    },
  };
}

/** At any speed, a process gets as much time to handle its signal, in milliseconds of the clock. */
const shortestGraceMs = 100;

/** Kills at the end of the grace period. A new grace period replaces the earlier one. */
function createKillTimer({ timeline }: KubeletContext, kill: () => void) {
  let cancel = () => {};
  return {
    set(graceSeconds: number): void {
      cancel();
      const ms = Math.max(timeline.platformMs(graceSeconds * 1000), Math.min(graceSeconds * 1000, shortestGraceMs));
      cancel = timeline.exactly(ms, kill);
    },
    cancel: () => cancel(),
  };
}

function watchDeadline({ pod, timers, tell }: ReturnType<typeof createPodEnvironment>, passed: () => void): void {
  const seconds = specOf(pod).activeDeadlineSeconds;
  if (seconds === undefined) return;
  timers.exactly(seconds * 1000, () => {
    tell({ reason: 'DeadlineExceeded', message: deadlineMessage });
    passed();
  });
}

async function makeVolumes({ pod, volumes, machine }: PodEnvironment): Promise<void> {
  const { InMemoryFs } = await loadShellLibrary();
  for (const volume of specOf(pod).volumes ?? []) {
    if ('emptyDir' in volume) volumes.set(volume.name, new InMemoryFs());
    const hostPath = volume['hostPath'] as { path: string } | undefined;
    if (hostPath) volumes.set(volume.name, await openHostPath(machine, hostPath.path));
  }
}

function removePod({ store }: KubeletContext, { metadata }: KubeObject): void {
  const namespace = namespaceOf(metadata);
  if (store.read('pods', namespace, metadata.name))
    store.requestDeletion('pods', namespace, metadata.name, { gracePeriodSeconds: 0 });
}
