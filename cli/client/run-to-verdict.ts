import { randomUUID } from 'node:crypto';
import { styleText } from 'node:util';
import { z } from 'zod';
import type { RunAnswer } from '../../shared/api/answers/run-schemas.ts';
import { somethingWentWrong } from '../command-line/command.ts';
import { exitCodeOf } from '../command-line/exit-code-of.ts';
import { createProgress, widthOf } from '../terminal/create-progress.ts';
import { listenForEnd } from '../terminal/listen-for-end.ts';
import type { Paint } from '../terminal/paint.ts';
import { CallFailed, callApi } from './call-api.ts';
import { followRun, runPath } from './follow-run.ts';
import { stayingWith } from './list-all.ts';
import { readAnswer } from './read-answer.ts';
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
  // Sent again after an answer that was lost, this request starts no second run.
  const operationId = randomUUID();
  let lastWords = `Whether a run has been started is not known (Operation-Id ${operationId}). kataproof status lists the runs.`;
  const ended = listenForEnd(() => console.error(lastWords));
  const start = {
    method: 'POST',
    path: order.path,
    body: order.body,
    headers: { 'operation-id': operationId },
  } as const;
  // Whoever ends this now must hear of the run all the same, so its answer is waited for a little.
  const signal = abortedLater(ended);
  const { body, operationLocation } = await callApi(connection, { ...start, signal }).catch((error: unknown) => {
    throw signal.aborted ? new CallFailed(lastWords) : error;
  });
  const started = readAnswer(connection, startedRun, body);
  lastWords = whatBecomesOf(started.id);
  if (order.wait)
    return followToVerdict(connection, started.id, watchedAt(connection, started.id, operationLocation), order, ended);
  if (!ended.aborted || !order.cancelOnInterrupt)
    console.log(order.output === 'json' ? JSON.stringify(started, null, 2) : started.id);
  if (!ended.aborted) return 0;
  await leave(connection, started.id, order.cancelOnInterrupt);
  return somethingWentWrong;
}

const startedRun = z.object({ id: z.string() });

/** How long a command that was asked to end waits for what it has asked of the app, in milliseconds. */
const graceMs = 15_000;

/** Aborted a little after the other. */
function abortedLater(ended: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const end = () => setTimeout(() => controller.abort(ended.reason), graceMs).unref();
  if (ended.aborted) end();
  else ended.addEventListener('abort', end, { once: true });
  return controller.signal;
}

/** Follows a run that has been started. Throws CallFailed. */
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
    progress.note(`Run ${runId}`);
    const run = await followRun(connection, path, { progress, signal });
    progress.end();
    return tellRun(run, output);
  } catch (error) {
    progress.end();
    if (error instanceof CallFailed && error.mayPass) throw new CallFailed(`${error.message} ${whatBecomesOf(runId)}`);
    if (!signal.aborted) throw error;
    await leave(connection, runId, cancelOnInterrupt);
    return somethingWentWrong;
  }
}

function whatBecomesOf(runId: string): string {
  return `Run ${runId} goes on. kataproof status ${runId} --wait follows it; kataproof cancel ${runId} ends it.`;
}

/** Says what becomes of a run that is no longer followed. Throws CallFailed when it cannot be cancelled. */
async function leave(connection: Connection, runId: string, cancels: boolean): Promise<void> {
  if (!cancels) return console.error(whatBecomesOf(runId));
  const request = { method: 'POST', path: `${runPath(runId)}/cancel`, signal: AbortSignal.timeout(graceMs) } as const;
  await callApi(connection, request).catch((error: unknown) => {
    // It has ended by itself, for example.
    if (error instanceof CallFailed && !error.mayPass) throw error;
    const why = error instanceof CallFailed ? error.message : 'Nothing answered when it was asked to end.';
    throw new CallFailed(`${why} ${whatBecomesOf(runId)}`);
  });
  console.error(
    `Run ${runId} has been asked to end. It still cleans up: kataproof status ${runId} --wait tells when it has.`,
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
function watchedAt(connection: Connection, runId: string, location: string | null): string {
  return location?.startsWith(`${connection.baseUrl}/`) ? stayingWith(connection, location) : runPath(runId);
}
