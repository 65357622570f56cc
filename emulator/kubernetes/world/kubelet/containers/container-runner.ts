import { type Container, type ContainerStatus, specOf } from '../../../api/pod-shapes.ts';
import { nodeProcesses } from '../../nodes/node-files.ts';
import { type ContainerSandbox, createContainerSandbox, openWhenNeeded } from '../../shell/container-sandbox.ts';
import type { Kernel } from '../../shell/kernel.ts';
import { containerEnvironment } from './container-environment.ts';
import { type ContainerLog, createContainerLog } from './container-log.ts';
import { type ContainerProcess, createPause, createProgram, createSilence } from './container-process.ts';
import { type Ending, newStatus, running, startErrorCode, terminated, waiting } from './container-status.ts';
import { imageId } from './image-puller.ts';
import { type ContainerEvent, planContainerStart, type StartStage } from './plan-container-start.ts';
import type { PodEnvironment } from './pod-environment.ts';
import { runAsProblem, userOf } from './run-as.ts';
import { terminationMessage } from './termination-message.ts';
import { mountedFiles } from './volume-files.ts';

export interface ContainerRunner {
  readonly container: Container;
  /** The container's place in the pod, as events name it. */
  readonly fieldPath: string;
  status: ContainerStatus;
  log: ContainerLog;
  /** The inside of the container while it runs, otherwise null. */
  sandbox: ContainerSandbox | null;
  /** Aborts when the container ends, and with it everything that runs inside. */
  life: AbortController;
  /** Pulls the image, creates and starts the container, and waits for its end. Resolves with the exit code. */
  runOnce(kernel: Kernel): Promise<number>;
  /** Sends SIGTERM if the container runs. */
  terminate(): void;
  kill(): void;
  /** Called each time the container has started. */
  onStart: () => void;
}

/** The runner with the parts that only this file uses. */
interface Runner extends ContainerRunner {
  environment: PodEnvironment;
  isInit: boolean;
  process: ContainerProcess | null;
  become(status: ContainerStatus): void;
  tell(event: ContainerEvent): void;
}

const silentMs = 500;
const killedCode = 137;

/** Creates the runner of one container of a pod. `changed` is called whenever its status should be published. */
export function createContainerRunner(
  environment: PodEnvironment,
  container: Container,
  kind: 'containers' | 'initContainers',
  changed: () => void,
): ContainerRunner {
  const waitsForInit = kind === 'containers' && specOf(environment.pod).initContainers;
  const fieldPath = `spec.${kind}{${container.name}}`;
  const runner: Runner = {
    environment,
    container,
    fieldPath,
    isInit: kind === 'initContainers',
    log: createContainerLog(),
    sandbox: null,
    life: new AbortController(),
    process: null,
    status: newStatus(container, waitsForInit ? 'PodInitializing' : 'ContainerCreating'),
    onStart: () => {},
    become(status) {
      runner.status = status;
      changed();
    },
    tell: (event) => environment.tell({ ...event, fieldPath }),
    runOnce: (kernel) => runOnce(runner, kernel),
    terminate() {
      if (runner.sandbox) runner.process?.terminate();
    },
    kill: () => runner.process?.kill(),
  };
  return runner;
}

/** Goes through the stages before the creation of a container. Resolves with its environment variables. */
async function prepare(runner: Runner): Promise<Record<string, string>> {
  const { environment, container, become, tell } = runner;
  const { machine, faults, pod, store } = environment;
  for (let stage: StartStage = { stage: 'image' }; ; ) {
    const variables = containerEnvironment(pod, container, machine.address, store);
    const step = planContainerStart(stage, {
      container,
      imagePresent: machine.images.has(container.image),
      pullFails: faults.imagePullFails === true,
      configProblem: runAsProblem(pod, container) ?? (variables.ok ? null : variables.message),
    });
    if (step.keepImage) machine.images.add(container.image);
    for (const event of step.events) tell(event);
    if (step.waiting) become(waiting(runner.status, step.waiting));
    if (step.waitMs > 0) await environment.wait(step.waitMs);
    if (step.next.stage === 'create' && variables.ok) return variables.values;
    stage = step.next;
  }
}

async function runOnce(runner: Runner, kernel: Kernel): Promise<number> {
  const { environment, container, become, tell } = runner;
  const { timeline, identifiers } = environment;
  const variables = await prepare(runner);
  const sandbox = await createSandbox(runner, kernel, variables);
  if (environment.stopped()) return killedCode;
  runner.log.end();
  runner.log = createContainerLog();
  const containerID = `containerd://${identifiers.hex(64)}`;
  tell({ reason: 'Created', message: `Created container: ${container.name}` });
  const startedAt = timeline.timestamp();
  const created = { ...runner.status, containerID, imageID: imageId(container.image) };
  const program = container.command?.[0] ?? container.args?.[0];
  if (program !== undefined && !sandbox.hasExecutable(program)) {
    become(created);
    return failToStart(runner, program);
  }
  tell({ reason: 'Started', message: `Started container ${container.name}` });
  runner.sandbox = sandbox;
  runner.life = new AbortController();
  // The process must exist before the status says that the container runs, because a reader of the status may kill it
  // at once.
  runner.process = createProcess(runner, sandbox);
  become(running(created, startedAt));
  runner.onStart();
  const exitCode = await runner.process.run();
  runner.sandbox = null;
  runner.life.abort('KILL');
  runner.log.end();
  end(runner, { exitCode, startedAt, message: await lastWords(runner, sandbox, exitCode) });
  return exitCode;
}

function createSandbox(
  { environment, container }: Runner,
  kernel: Kernel,
  variables: Record<string, string>,
): Promise<ContainerSandbox> {
  const { pod, timeline, machine } = environment;
  const { hostNetwork, hostPID, hostname } = specOf(pod);
  // A guest has a network and processes of its own, whatever the pod asks for.
  const onHost = kernel.bootId === machine.kernel.bootId;
  const open = () =>
    createContainerSandbox({
      kernel,
      identity: {
        hostname: onHost && hostNetwork ? machine.name : (hostname ?? pod.metadata.name),
        ...userOf(pod, container),
      },
      outsideProcesses: onHost && hostPID ? nodeProcesses : [],
      timeline,
      environment: variables,
      workingDirectory: container.workingDir ?? '/',
      readOnlyRoot: container.securityContext?.readOnlyRootFilesystem === true,
      terminationLogPath: terminationLogOf(container),
      ...mountedFiles(environment, container),
    });
  const isIdle = container.command === undefined && container.args === undefined;
  return isIdle ? Promise.resolve(openWhenNeeded(open)) : open();
}

const terminationLogOf = (container: Container) => container.terminationMessagePath ?? '/dev/termination-log';

function createProcess(runner: Runner, sandbox: ContainerSandbox): ContainerProcess {
  const { environment, container } = runner;
  const argv = [...(container.command ?? []), ...(container.args ?? [])];
  if (argv.length === 0) return createPause();
  if (environment.faults.containersStaySilent) return createSilence(environment.timeline, silentMs);
  return createProgram(sandbox, argv, (text) => runner.log.write(text));
}

function end(runner: Runner, ending: Omit<Ending, 'finishedAt'>): void {
  const finishedAt = runner.environment.timeline.timestamp();
  runner.become(terminated(runner.status, { ...ending, finishedAt }, runner.isInit));
}

function failToStart(runner: Runner, program: string): number {
  const why = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "${program}": executable file not found in $PATH: unknown`;
  runner.tell({ type: 'Warning', reason: 'Failed', message: `Error: ${why}` });
  runner.log.end();
  const startedAt = '1970-01-01T00:00:00Z';
  end(runner, { exitCode: startErrorCode, startedAt, message: why, reason: 'StartError' });
  return startErrorCode;
}

async function lastWords(
  { environment, container, log }: Runner,
  sandbox: ContainerSandbox,
  exitCode: number,
): Promise<string> {
  const file = environment.faults.containersStaySilent ? '' : await sandbox.read(terminationLogOf(container));
  return terminationMessage(file, container.terminationMessagePolicy, exitCode, log.text());
}
