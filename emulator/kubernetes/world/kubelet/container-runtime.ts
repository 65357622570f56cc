import { specOf } from '../../api/pod-shapes.ts';
import { definitionOf } from '../../api/resource-definitions.ts';
import { type ContainerRuntime, type ExecStreams, type ObjectStore, StatusError } from '../../api/seams.ts';
import { badRequest, notFound } from '../../api/status-errors.ts';
import type { Timeline } from '../controller-runtime/timeline.ts';
import type { ContainerSandbox } from '../shell/container-sandbox.ts';
import { parseCommandLine } from '../shell/parse-command-line.ts';
import type { ContainerRunner } from './containers/container-runner.ts';
import type { Kubelets } from './kubelets.ts';

/** How long a command that is no shell waits for the first of its input, and then for more, in milliseconds. */
const firstInputMs = 50;
const nextInputMs = 1000;

/** Creates what the API server needs from kubelets: exec and logs. */
export function createContainerRuntime(
  store: ObjectStore,
  kubelets: Kubelets,
  timeline: Timeline,
): ContainerRuntime & { stop(): void } {
  const stopping = new AbortController();

  /** Finds the container. Throws the errors that the API server and the kubelet would answer. */
  const find = (namespace: string, podName: string, asked: string | null): ContainerRunner => {
    const pod = store.read('pods', namespace, podName);
    if (!pod) throw notFound(definitionOf('pods'), podName);
    const spec = specOf(pod);
    const names = spec.containers.map(({ name }) => name);
    const all = [...names, ...(spec.initContainers ?? []).map(({ name }) => name)];
    if (asked === null && names.length > 1)
      throw badRequest(`a container name must be specified for pod ${podName}, choose one of: [${names.join(' ')}]`);
    const name = asked ?? names[0] ?? '';
    if (!all.includes(name)) throw badRequest(`container ${name} is not valid for pod ${podName}`);
    if (!spec.nodeName) throw badRequest(`pod ${podName} does not have a host assigned`);
    const runner = kubelets.worker(pod)?.container(name);
    if (!runner) throw badRequest(`container "${name}" in pod "${podName}" is waiting to start: ContainerCreating`);
    return runner;
  };
  const findLog = (namespace: string, podName: string, asked: string | null) => {
    const runner = find(namespace, podName, asked);
    const { state, lastState } = runner.status;
    if (state.waiting && !lastState.terminated) {
      const why = /ErrImagePull|ImagePullBackOff/.test(state.waiting.reason)
        ? `trying and failing to pull image`
        : state.waiting.reason;
      throw badRequest(`container "${runner.container.name}" in pod "${podName}" is waiting to start: ${why}`);
    }
    return runner.log;
  };

  return {
    async exec(namespace, podName, asked, command, io) {
      const { sandbox, container, life } = find(namespace, podName, asked);
      if (!sandbox)
        throw new StatusError(
          500,
          'InternalError',
          `Internal error occurred: unable to upgrade connection: container not found ("${container.name}")`,
        );
      const program = command[0] ?? '';
      if (!sandbox.hasExecutable(program)) {
        const why = `OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": executable file not found in $PATH: unknown\n`;
        io.stderr(Buffer.from(why));
        return 127;
      }
      const ends = [stopping.signal, life.signal, io.signal];
      if (io.terminal) return runWithTerminal(sandbox, command, io, io.terminal, ends);
      const stdin = parseCommandLine(command).interactive ? io.stdin : await inputAtOnce(io, timeline);
      const signal = AbortSignal.any(ends);
      return sandbox.run(command, { signal, stdin, write: (stream, chunk) => io[stream](chunk) });
    },
    readLog: (namespace, podName, asked) => findLog(namespace, podName, asked).text(),
    followLog: (namespace, podName, asked, write, end) => findLog(namespace, podName, asked).follow(write, end),
    stop: () => stopping.abort('KILL'),
  };
}

/** Runs a command on the client's terminal, which has one stream of output. Ctrl-C ends a command that is no shell. */
async function runWithTerminal(
  sandbox: ContainerSandbox,
  command: string[],
  io: ExecStreams,
  terminal: NonNullable<ExecStreams['terminal']>,
  ends: AbortSignal[],
): Promise<number> {
  // Output ends its lines as a terminal needs it.
  const write = (_: string, chunk: Uint8Array) =>
    io.stdout(Buffer.from(Buffer.from(chunk).toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1'));
  if (parseCommandLine(command).interactive)
    return sandbox.run(command, { signal: AbortSignal.any(ends), stdin: io.stdin, write, terminal });
  const typed = new AbortController();
  const watch = async () => {
    for await (const chunk of io.stdin) if (Buffer.from(chunk).includes(3)) typed.abort('KILL');
  };
  void watch();
  const signal = AbortSignal.any([...ends, typed.signal]);
  const exitCode = await sandbox.run(command, { signal, write, terminal });
  return typed.signal.aborted ? 130 : exitCode;
}

/**
 * Reads the input of a command. The interpreter needs the whole input when a command starts, but the input of some
 * clients never ends, and most commands do not read it. So a command whose input is silent for a moment starts with
 * what there is.
 */
async function inputAtOnce({ stdin }: ExecStreams, timeline: Timeline): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const { promise: silent, resolve } = Promise.withResolvers<void>();
  const wait = (ms: number) => timeline.exactly(ms, resolve);
  let cancel = wait(firstInputMs);
  const ended = (async () => {
    for await (const chunk of stdin) {
      chunks.push(chunk);
      cancel();
      cancel = wait(nextInputMs);
    }
  })();
  await Promise.race([ended, silent]);
  cancel();
  return Buffer.concat(chunks);
}
