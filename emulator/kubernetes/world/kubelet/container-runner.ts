import { type Container, type ContainerStatus, specOf } from '../../api/pod-shapes.ts';
import { durations } from '../controller-runtime/timeline.ts';
import { type ContainerSandbox, createContainerSandbox } from '../shell/container-sandbox.ts';
import type { Kernel } from '../shell/kernel.ts';
import { containerEnvironment } from './container-environment.ts';
import { type ContainerLog, createContainerLog } from './container-log.ts';
import { imageId, needsPull, pullError } from './image-puller.ts';
import type { PodEnvironment } from './pod-context.ts';
import { runAsProblem, userOf } from './run-as.ts';
import { terminationMessage } from './termination-message.ts';
import { mountedFiles } from './volume-files.ts';

export interface ContainerRunner {
  readonly container: Container;
  status: ContainerStatus;
  log: ContainerLog;
  /** The inside of the container while it runs. */
  sandbox: ContainerSandbox | null;
  /** Runs the container to its end once: pull, create, start. Resolves with its exit code. */
  runOnce(kernel: Kernel): Promise<number>;
  /** SIGTERM; true when the process will end of it. */
  terminate(): boolean;
  kill(): void;
  /** Called whenever the process has been started. */
  onStart: () => void;
}

const pauseMs = 500;

/** One container of a pod; `changed` is called whenever its status is worth publishing. */
export function createContainerRunner(
  environment: PodEnvironment,
  container: Container,
  kind: 'containers' | 'initContainers',
  changed: () => void,
): ContainerRunner {
  const { machine, timeline, identifiers, faults, pod, tell, wait } = environment;
  const fieldPath = `spec.${kind}{${container.name}}`;
  const waitingReason = kind === 'containers' && specOf(pod).initContainers ? 'PodInitializing' : 'ContainerCreating';
  let signals = new AbortController();
  let endPause: (() => void) | null = null;
  let handlesTerm = () => false;

  const become = (change: Partial<ContainerStatus>) => {
    runner.status = { ...runner.status, ...change };
    changed();
  };
  const waitFor = (reason: string, message?: string) =>
    become({ ready: false, started: false, state: { waiting: { reason, ...(message ? { message } : {}) } } });

  const pull = async () => {
    const { image } = container;
    if (!needsPull(container, machine.images)) {
      if (machine.images.has(image))
        tell({ reason: 'Pulled', message: `Container image "${image}" already present on machine`, fieldPath });
      return;
    }
    for (let backOff: number = durations.backOff; ; backOff = Math.min(backOff * 2, durations.backOffCap)) {
      tell({ reason: 'Pulling', message: `Pulling image "${image}"`, fieldPath });
      const ms = machine.images.has(image) ? durations.laterPull : durations.firstPull;
      await wait(ms);
      if (!faults.imagePullFails) {
        machine.images.add(image);
        const seconds = `${(ms / 1000).toFixed(3)}s`;
        const took = `in ${seconds} (${seconds} including waiting). Image size: 2263428 bytes.`;
        tell({ reason: 'Pulled', message: `Successfully pulled image "${image}" ${took}`, fieldPath });
        return;
      }
      const why = pullError(image);
      tell({ type: 'Warning', reason: 'Failed', message: `Failed to pull image "${image}": ${why}`, fieldPath });
      tell({ type: 'Warning', reason: 'Failed', message: 'Error: ErrImagePull', fieldPath });
      waitFor('ErrImagePull', why);
      await wait(durations.backOff / 5);
      tell({ reason: 'BackOff', message: `Back-off pulling image "${image}"`, fieldPath });
      tell({ type: 'Warning', reason: 'Failed', message: 'Error: ImagePullBackOff', fieldPath });
      waitFor('ImagePullBackOff', `Back-off pulling image "${image}": ErrImagePull: ${why}`);
      await wait(backOff);
    }
  };

  /** Configuration that the kubelet cannot make a container of is tried again until it can. */
  const configure = async () => {
    for (;;) {
      const variables = containerEnvironment(pod, container, machine.address, environment.store);
      const problem = runAsProblem(pod, container) ?? (variables.ok ? null : variables.message);
      if (problem === null && variables.ok) return variables.values;
      tell({ type: 'Warning', reason: 'Failed', message: `Error: ${problem}`, fieldPath });
      waitFor('CreateContainerConfigError', problem ?? '');
      await wait(durations.backOff);
    }
  };

  const runProcess = async (sandbox: ContainerSandbox): Promise<number> => {
    const argv = [...(container.command ?? []), ...(container.args ?? [])];
    const { signal } = signals;
    if (faults.containersStaySilent && argv.length > 0) {
      await wait(pauseMs);
      return 0;
    }
    if (argv.length === 0)
      return new Promise((resolve) => {
        endPause = () => resolve(0);
        signal.addEventListener('abort', () => resolve(137), { once: true });
      });
    return sandbox.run(argv, {
      signal,
      write: (_, text) => runner.log.write(text),
      onStart: ({ handles }) => {
        handlesTerm = () => handles('TERM');
      },
    });
  };

  const finish = (
    exitCode: number,
    startedAt: string,
    message: string,
    reason = exitCode === 0 ? 'Completed' : 'Error',
  ) =>
    become({
      ready: kind === 'initContainers' && exitCode === 0,
      started: false,
      state: {
        terminated: {
          exitCode,
          reason,
          ...(message ? { message } : {}),
          startedAt,
          finishedAt: timeline.timestamp(),
          ...(runner.status.containerID ? { containerID: runner.status.containerID } : {}),
        },
      },
    });

  const runner: ContainerRunner = {
    container,
    log: createContainerLog(),
    onStart: () => {},
    sandbox: null,
    status: {
      name: container.name,
      image: container.image,
      imageID: '',
      ready: false,
      started: false,
      restartCount: 0,
      state: { waiting: { reason: waitingReason } },
      lastState: {},
    },
    async runOnce(kernel) {
      await pull();
      const variables = await configure();
      const sandbox = await createContainerSandbox({
        kernel,
        identity: { hostname: specOf(pod).hostname ?? pod.metadata.name, ...userOf(pod, container) },
        timeline,
        environment: variables,
        workingDirectory: container.workingDir ?? '/',
        readOnlyRoot: container.securityContext?.readOnlyRootFilesystem === true,
        terminationLogPath: container.terminationMessagePath ?? '/dev/termination-log',
        ...mountedFiles(environment, container),
      });
      if (environment.stopped()) return 137;
      signals = new AbortController();
      endPause = null;
      handlesTerm = () => false;
      runner.log.end();
      runner.log = createContainerLog();
      const containerID = `containerd://${identifiers.hex(64)}`;
      tell({ reason: 'Created', message: `Created container: ${container.name}`, fieldPath });
      const startedAt = timeline.timestamp();
      const program = container.command?.[0] ?? container.args?.[0];
      if (program !== undefined && !sandbox.hasExecutable(program)) {
        const why = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "${program}": executable file not found in $PATH: unknown`;
        tell({ type: 'Warning', reason: 'Failed', message: `Error: ${why}`, fieldPath });
        runner.log.end();
        become({ containerID, imageID: imageId(container.image) });
        finish(128, '1970-01-01T00:00:00Z', why, 'StartError');
        return 128;
      }
      tell({ reason: 'Started', message: `Started container ${container.name}`, fieldPath });
      runner.sandbox = sandbox;
      become({ state: { running: { startedAt } }, started: true, containerID, imageID: imageId(container.image) });
      runner.onStart();
      const exitCode = await runProcess(sandbox);
      runner.sandbox = null;
      runner.log.end();
      const file = faults.containersStaySilent
        ? ''
        : await sandbox.read(container.terminationMessagePath ?? '/dev/termination-log');
      finish(
        exitCode,
        startedAt,
        terminationMessage(file, container.terminationMessagePolicy, exitCode, runner.log.text()),
      );
      return exitCode;
    },
    terminate() {
      if (!runner.sandbox) return false;
      if (endPause) {
        endPause();
        return true;
      }
      if (!handlesTerm()) return false;
      signals.abort('TERM');
      return true;
    },
    kill: () => signals.abort('KILL'),
  };
  return runner;
}
