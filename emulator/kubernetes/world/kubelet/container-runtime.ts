import { specOf } from '../../api/pod-shapes.ts';
import { definitionOf } from '../../api/resource-definitions.ts';
import { type ContainerRuntime, type ExecStreams, type ObjectStore, StatusError } from '../../api/seams.ts';
import { badRequest, notFound } from '../../api/status-errors.ts';
import type { Timeline } from '../controller-runtime/timeline.ts';
import { parseCommandLine } from '../shell/parse-command-line.ts';
import type { ContainerRunner } from './containers/container-runner.ts';
import type { Kubelets } from './kubelets.ts';

/**
 * How long a command that is not a shell waits for the end of its input, in milliseconds of the clock. Then it starts
 * with what has arrived.
 */
const inputWaitMs = 50;

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
      const { sandbox, container } = find(namespace, podName, asked);
      if (!sandbox)
        throw new StatusError(
          500,
          'InternalError',
          `Internal error occurred: unable to upgrade connection: container not found ("${container.name}")`,
        );
      const program = command[0] ?? '';
      if (!sandbox.hasExecutable(program)) {
        io.stderr(
          `OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": executable file not found in $PATH: unknown\n`,
        );
        return 127;
      }
      const stdin = parseCommandLine(command).interactive ? io.stdin : await inputAtOnce(io, timeline);
      return sandbox.run(command, {
        signal: stopping.signal,
        stdin,
        write: (stream, text) => io[stream](text),
      });
    },
    readLog: (namespace, podName, asked) => findLog(namespace, podName, asked).text(),
    followLog: (namespace, podName, asked, write, end) => findLog(namespace, podName, asked).follow(write, end),
    stop: () => stopping.abort('KILL'),
  };
}

/**
 * Reads the input of a command. The interpreter needs the whole input when a command starts, but the input of a
 * terminal never ends, and most commands do not read it. So whatever has arrived after a moment is the input.
 */
async function inputAtOnce({ stdin }: ExecStreams, timeline: Timeline): Promise<string> {
  const chunks: Uint8Array[] = [];
  const ended = (async () => {
    for await (const chunk of stdin) chunks.push(chunk);
  })();
  let cancel = () => {};
  const late = new Promise<void>((resolve) => {
    cancel = timeline.exactly(inputWaitMs, resolve);
  });
  await Promise.race([ended, late]);
  cancel();
  return Buffer.concat(chunks).toString();
}
