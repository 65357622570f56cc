import { specOf } from '../../../api/pod-shapes.ts';
import { type ContainerRunner, createContainerRunner } from '../containers/container-runner.ts';
import type { PodEnvironment } from '../containers/pod-environment.ts';
import { watchReadiness } from '../containers/readiness.ts';
import type { PodView } from './step-pod.ts';

/** The containers of one pod. */
export interface PodContainers {
  find(name: string): ContainerRunner | undefined;
  view(): PodView;
  /** Sends SIGTERM to every running container, and records an event for it. */
  terminate(): void;
  kill(): void;
  /** Sends SIGKILL to every container and ends their logs for all followers. */
  abandon(): void;
}

/** Creates the containers of a pod. `changed` is called whenever the status of a container should be published. */
export function createPodContainers(environment: PodEnvironment, changed: () => void): PodContainers {
  const { pod } = environment;
  const { containers, initContainers = [] } = specOf(pod);
  const runners = containers.map((each) => createContainerRunner(environment, each, 'containers', changed));
  const initRunners = initContainers.map((each) => createContainerRunner(environment, each, 'initContainers', changed));
  const all = [...initRunners, ...runners];
  for (const runner of runners) watchReadiness(environment, runner, changed);
  const running = () => all.filter(({ sandbox }) => sandbox !== null);
  return {
    find: (name) => all.find(({ container }) => container.name === name),
    view: () => ({
      pod,
      containers: runners.map(({ status }) => status),
      initContainers: initRunners.map(({ status }) => status),
      anyRunning: running().length > 0,
    }),
    terminate() {
      for (const runner of running()) {
        const { name } = runner.container;
        const { fieldPath } = runner;
        environment.tell({ reason: 'Killing', message: `Stopping container ${name}`, fieldPath });
        runner.terminate();
      }
    },
    kill() {
      for (const runner of running()) runner.kill();
    },
    abandon() {
      for (const runner of all) {
        runner.kill();
        runner.log.end();
      }
    },
  };
}
