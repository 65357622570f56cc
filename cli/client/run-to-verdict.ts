import { randomUUID } from 'node:crypto';
import { styleText } from 'node:util';
import type { RunAnswer } from '../../shared/api/answers/run-schemas.ts';
import { somethingWentWrong } from '../command-line/command.ts';
import { exitCodeOf } from '../command-line/exit-code-of.ts';
import { createProgress, widthOf } from '../terminal/create-progress.ts';
import { listenForEnd } from '../terminal/listen-for-end.ts';
import type { Paint } from '../terminal/paint.ts';
import { callApi } from './call-api.ts';
import { followRun, runPath } from './follow-run.ts';
import { stayingWith } from './list-all.ts';
import type { Connection } from './read-connection.ts';
import { renderRun } from './render-run.ts';

/** How a run is asked for and followed. */
export interface RunOrder {
  /** `/api/provisionings` or `/api/verifications`. */
  path: string;
  body: unknown;
  output: 'text' | 'json';
  /** Whether to follow the run to its end. */
  wait: boolean;
  /** Milliseconds to follow it at most; null for as long as it takes. */
  timeoutMs: number | null;
  /** Whether an early end of the command cancels the run. */
  cancelOnInterrupt: boolean;
}

export const followUsage = `  --no-wait               only start the run, and print its id
  --timeout DURATION      how long to follow the run, such as 45m (default: until it has ended)
  --cancel-on-interrupt   an early end of this command (Ctrl-C, SIGTERM, the timeout) cancels the run`;

export const followFlags = {
  'no-wait': { type: 'boolean', default: false },
  timeout: { type: 'string' },
  'cancel-on-interrupt': { type: 'boolean', default: false },
} as const;

/** Starts a run and follows it to its verdict. Gives the exit code; throws CallFailed. */
export async function runToVerdict(connection: Connection, order: RunOrder): Promise<number> {
  const signal = listenForEnd();
  // Sent again after an answer that was lost, this request starts no second run.
  const headers = { 'operation-id': randomUUID() };
  const { body, operationLocation } = await callApi(connection, { method: 'POST', headers, signal, ...order });
  const started = body as RunAnswer;
  if (!order.wait) {
    console.log(order.output === 'json' ? JSON.stringify(started, null, 2) : started.id);
    return 0;
  }
  return followToVerdict(connection, started.id, watchedAt(connection, started, operationLocation), order, signal);
}

/** Follows a run that has been started. */
export async function followToVerdict(
  connection: Connection,
  runId: string,
  path: string,
  { output, timeoutMs, cancelOnInterrupt }: Pick<RunOrder, 'output' | 'timeoutMs' | 'cancelOnInterrupt'>,
  ended: AbortSignal,
): Promise<number> {
  const progress = createProgress(output === 'json' ? process.stderr : process.stdout);
  const signal = timeoutMs === null ? ended : AbortSignal.any([ended, AbortSignal.timeout(timeoutMs)]);
  try {
    const run = await followRun(connection, path, { progress, signal });
    progress.end();
    return tellRun(run, output);
  } catch (error) {
    progress.end();
    if (!signal.aborted) throw error;
    await leave(connection, runId, cancelOnInterrupt);
    return somethingWentWrong;
  }
}

/** Says what becomes of a run that is no longer followed. */
async function leave(connection: Connection, runId: string, cancels: boolean): Promise<void> {
  if (!cancels) {
    console.error(
      `Run ${runId} goes on. kataproof status ${runId} --wait follows it; kataproof cancel ${runId} ends it.`,
    );
    return;
  }
  await callApi(connection, { method: 'POST', path: `${runPath(runId)}/cancel`, signal: AbortSignal.timeout(10_000) });
  console.error(
    `Run ${runId} has been asked to end. It still cleans up: kataproof status ${runId} tells how far it is.`,
  );
}

const paint: Paint = (format, text) => styleText(format, text, { stream: process.stdout });

/** Prints a run, and gives the exit code that its verdict has. */
export function tellRun(run: RunAnswer, output: 'text' | 'json'): number {
  if (output === 'json') console.log(JSON.stringify(run, null, 2));
  else console.log(renderRun(run, widthOf(process.stdout), paint).join('\n'));
  return run.status === 'Succeeded' && run.result?.verdict ? exitCodeOf(run.result.verdict) : somethingWentWrong;
}

/** Where the run is watched: where the app says, unless that is another address. */
function watchedAt(connection: Connection, { id }: RunAnswer, location: string | null): string {
  return location?.startsWith(`${connection.baseUrl}/`) ? stayingWith(connection, location) : runPath(id);
}
