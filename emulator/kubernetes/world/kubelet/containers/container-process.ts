import type { Timeline } from '../../controller-runtime/timeline.ts';
import type { ContainerSandbox } from '../../shell/container-sandbox.ts';

/** The first process of a running container. */
export interface ContainerProcess {
  /** Starts the process, once. Resolves with its exit code. */
  run(): Promise<number>;
  /** Sends SIGTERM. Only a process that handles it ends. */
  terminate(): void;
  /** Sends SIGKILL. */
  kill(): void;
}

const killed = 137;

/** The program of an image that is run without a command. It waits until it is told to end. */
export function createPause(): ContainerProcess {
  const { promise, resolve } = Promise.withResolvers<number>();
  return { run: () => promise, terminate: () => resolve(0), kill: () => resolve(killed) };
}

/** A fault: the program says nothing, and ends well after a duration of the platform. */
export function createSilence(timeline: Timeline, emulatedMs: number): ContainerProcess {
  const { promise, resolve } = Promise.withResolvers<number>();
  return {
    run() {
      const cancel = timeline.platform(emulatedMs, () => resolve(0));
      return promise.finally(cancel);
    },
    terminate: () => {},
    kill: () => resolve(killed),
  };
}

/** The program that a container's command starts in its sandbox. */
export function createProgram(
  sandbox: ContainerSandbox,
  argv: string[],
  write: (text: string) => void,
): ContainerProcess {
  const signals = new AbortController();
  let handlesTerm = () => false;
  return {
    run: () =>
      sandbox.run(argv, {
        signal: signals.signal,
        write: (_, chunk) => write(Buffer.from(chunk).toString()),
        onStart: ({ handles }) => {
          handlesTerm = () => handles('TERM');
        },
      }),
    terminate() {
      if (handlesTerm()) signals.abort('TERM');
    },
    kill: () => signals.abort('KILL'),
  };
}
