import type { InMemoryFs } from 'just-bash';
import { namespaceOf, specOf } from '../../api/pod-shapes.ts';
import type { KubeObject } from '../../api/seams.ts';
import { durations } from '../controller-runtime/timeline.ts';
import type { Kernel } from '../shell/kernel.ts';
import { loadShellLibrary } from '../shell/shell-library.ts';
import { chooseKernel } from './choose-kernel.ts';
import { type ContainerRunner, createContainerRunner } from './container-runner.ts';
import type { KubeletContext, PodEnvironment } from './pod-context.ts';
import { type PodFacts, phaseOf, writePodStatus } from './pod-status.ts';
import { watchReadiness } from './readiness.ts';

/** The life of one pod on its node. */
export interface PodWorker {
  /** Name of the node that it runs on. */
  node: string;
  ended(): boolean;
  container(name: string): ContainerRunner | undefined;
  /** Ends the containers, at the latest after the grace period; then the pod may go. */
  terminate(graceSeconds: number): void;
  /** The pod is no more: nothing is written any longer. */
  abandon(): void;
}

export function startPodWorker(context: KubeletContext, pod: KubeObject): PodWorker {
  const { store, timeline, events, machine, identifiers } = context;
  const spec = specOf(pod);
  const namespace = namespaceOf(pod.metadata);
  const cancels = new Set<() => void>();
  /** Nothing new is started any more. */
  let stopped = false;
  let abandoned = false;
  let over = false;
  let killTimer: (() => void) | null = null;
  let removeWhenOver = false;

  const facts: PodFacts = {
    containers: [],
    initContainers: [],
    initialized: (spec.initContainers ?? []).length === 0,
    sandboxReady: false,
    hostAddress: machine.address,
    podAddress: null,
    startTime: timeline.timestamp(),
    failure: null,
  };
  const environment: PodEnvironment = {
    ...context,
    pod,
    volumes: new Map<string, InMemoryFs>(),
    stopped: () => stopped,
    tell: (event) => events.record(pod, { ...event, source: { component: 'kubelet', host: machine.name } }),
    wait: (emulatedMs) =>
      new Promise((resolve) => {
        if (stopped) return;
        const cancel = timeline.platform(emulatedMs, () => {
          cancels.delete(cancel);
          resolve();
        });
        cancels.add(cancel);
      }),
  };
  const publish = () => {
    if (abandoned) return;
    facts.containers = runners.map(({ status }) => status);
    facts.initContainers = initRunners.map(({ status }) => status);
    const live = store.read('pods', namespace, pod.metadata.name);
    if (live?.metadata.uid !== pod.metadata.uid) return;
    const phase = phaseOf(pod, facts);
    if (!over && (phase === 'Succeeded' || phase === 'Failed')) {
      over = true;
      context.podHasEnded(pod);
    }
    store.update('pods', namespace, pod.metadata.name, (object) => writePodStatus(object, facts, timeline.timestamp()));
  };
  const runners = spec.containers.map((container) =>
    createContainerRunner(environment, container, 'containers', publish),
  );
  const initRunners = (spec.initContainers ?? []).map((container) =>
    createContainerRunner(environment, container, 'initContainers', publish),
  );
  const running = () => [...initRunners, ...runners].filter(({ sandbox }) => sandbox !== null);

  /** Nothing runs any more: says so, and lets a deleted pod go. */
  const settle = () => {
    if (abandoned || running().length > 0) return;
    killTimer?.();
    if (removeWhenOver && facts.failure === null && phaseOf(pod, facts) !== 'Succeeded') facts.failure = {};
    publish();
    if (removeWhenOver && store.read('pods', namespace, pod.metadata.name))
      store.requestDeletion('pods', namespace, pod.metadata.name, { gracePeriodSeconds: 0 });
  };
  const stop = (graceSeconds: number) => {
    stopped = true;
    for (const cancel of cancels) cancel();
    cancels.clear();
    for (const runner of running()) {
      environment.tell({
        reason: 'Killing',
        message: `Stopping container ${runner.container.name}`,
        fieldPath: `spec.containers{${runner.container.name}}`,
      });
      runner.terminate();
    }
    killTimer?.();
    killTimer = timeline.exactly(graceSeconds * 1000, () => {
      for (const runner of running()) runner.kill();
    });
    settle();
  };

  const makeSandbox = async (): Promise<Kernel> => {
    const sandboxId = identifiers.hex(64);
    for (;;) {
      const choice = chooseKernel(pod, { ...context, now: timeline.now(), sandboxId });
      await environment.wait(
        choice.outcome === 'kernel' && choice.kata ? durations.kataStart : durations.ordinaryStart,
      );
      if (choice.outcome === 'kernel') return choice.kernel;
      const message = `Failed to create pod sandbox: ${choice.message}`;
      environment.tell({ type: 'Warning', reason: 'FailedCreatePodSandBox', message });
      await environment.wait(durations.sandboxRetry);
    }
  };
  /** Runs a container again and again as the restart policy says; resolves with the last exit code. */
  const supervise = async (runner: ContainerRunner, kernel: Kernel, policy: string): Promise<number> => {
    for (let backOff: number = durations.backOff; ; ) {
      const exitCode = await runner.runOnce(kernel);
      if (stopped || policy === 'Never' || (policy === 'OnFailure' && exitCode === 0)) return exitCode;
      const { name } = runner.container;
      const restarts = runner.status.restartCount;
      const which = `${name} in pod ${pod.metadata.name}_${namespace}(${pod.metadata.uid})`;
      const lastState = runner.status.state;
      if (restarts > 0 || exitCode === 128) {
        environment.tell({
          type: 'Warning',
          reason: 'BackOff',
          message: `Back-off restarting failed container ${which}`,
          fieldPath: `spec.containers{${name}}`,
        });
        const message = `back-off ${backOff / 1000}s restarting failed container=${which.replace(' in pod ', ' pod=')}`;
        runner.status = { ...runner.status, lastState, state: { waiting: { reason: 'CrashLoopBackOff', message } } };
        publish();
        await environment.wait(backOff);
        backOff = Math.min(backOff * 2, durations.backOffCap);
      }
      runner.status = { ...runner.status, lastState, restartCount: restarts + 1 };
    }
  };
  const live = async () => {
    publish();
    const { InMemoryFs: Files } = await loadShellLibrary();
    for (const volume of spec.volumes ?? [])
      if ('emptyDir' in volume) environment.volumes.set(volume.name, new Files());
    const kernel = await makeSandbox();
    facts.sandboxReady = true;
    facts.podAddress = context.podAddress;
    for (const runner of initRunners) {
      const policy = spec.restartPolicy === 'Never' ? 'Never' : 'OnFailure';
      const exitCode = await supervise(runner, kernel, policy);
      if (stopped || exitCode !== 0) return settle();
    }
    facts.initialized = true;
    await Promise.all(
      runners.map(async (runner) => {
        const stopProbing = watchReadiness(environment, runner, publish);
        await supervise(runner, kernel, spec.restartPolicy ?? 'Always');
        stopProbing();
        if (stopped) settle();
      }),
    );
    stopped = true;
    settle();
  };

  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined)
    cancels.add(
      timeline.exactly(deadline * 1000, () => {
        const message = 'Pod was active on the node longer than the specified deadline';
        environment.tell({ reason: 'DeadlineExceeded', message });
        facts.failure = { reason: 'DeadlineExceeded', message };
        stop(spec.terminationGracePeriodSeconds ?? 30);
      }),
    );
  void live();

  return {
    node: machine.name,
    ended: () => over,
    container: (name) => [...runners, ...initRunners].find(({ container }) => container.name === name),
    terminate(graceSeconds) {
      removeWhenOver = true;
      stop(graceSeconds);
    },
    abandon() {
      abandoned = true;
      stopped = true;
      killTimer?.();
      for (const cancel of cancels) cancel();
      for (const runner of [...runners, ...initRunners]) {
        runner.kill();
        runner.log.end();
      }
    },
  };
}
