import { constants } from 'node:os';

/** Why a script ends before its work is done: the reason of the signal that `listenForEnd` returns. */
export class EarlyEnd extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What people call the signals that ask a script to end. */
const names = { SIGINT: 'Ctrl-C', SIGTERM: 'SIGTERM', SIGHUP: 'The terminal is gone' } as const;

/** Shells add it to the number of the signal that ended a process. */
const endedBySignal = 128;

/** One Ctrl-C arrives twice under npm: from the terminal and from npm. What comes later is a second one. */
const repeatMs = 1_000;

const parentLookMs = 500;

/**
 * Hears of everything that ends a script early: signals, an output that nobody reads any more (`| head`), and an npm
 * that is gone without a word. The signal returned is aborted then, with an EarlyEnd; the exit code is set. Who asks
 * a second time is not kept waiting: after its `lastWords` the process exits at once, and its children with it.
 */
export function listenForEnd(lastWords: () => void = () => undefined): AbortSignal {
  const controller = new AbortController();
  const { signal } = controller;
  let askedAt = 0;
  const end = (message: string, exitCode: number) => {
    if (signal.aborted) return;
    askedAt = performance.now();
    process.exitCode = exitCode;
    controller.abort(new EarlyEnd(message, exitCode));
  };
  for (const [name, title] of Object.entries(names) as [keyof typeof names, string][]) {
    const exitCode = endedBySignal + constants.signals[name];
    process.on(name, () => {
      if (signal.aborted && performance.now() - askedAt > repeatMs) {
        lastWords();
        process.exit(exitCode);
      }
      end(title, exitCode);
    });
  }
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', () => end('Nobody reads the output', endedBySignal + constants.signals.SIGPIPE));
  if (process.env['npm_lifecycle_event'] !== undefined) watchParent(() => end('npm has ended', 1));
  return signal;
}

/** A killed npm forwards nothing: its child hears of it by having got another parent. */
function watchParent(onLost: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onLost();
  }, parentLookMs);
  timer.unref();
}

/** Reports what ended a script, unless that was the end that was asked for; gives the exit code. */
export function exitCodeAfter(error: unknown, signal: AbortSignal): number {
  if (signal.aborted && signal.reason instanceof EarlyEnd) return signal.reason.exitCode;
  console.error(error instanceof Error ? error.message : error);
  return 1;
}
