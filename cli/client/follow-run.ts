import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { RunAnswer } from '../../shared/api/answers/run-schemas.ts';
import type { Progress } from '../terminal/create-progress.ts';
import { CallFailed, callApi } from './call-api.ts';
import { readAnswer } from './read-answer.ts';
import type { Connection } from './read-connection.ts';

/** How often a run is looked at where the app does not say, in milliseconds. */
const lookEveryMs = 3_000;

/** Looks in a row that may come to nothing: a deployment of the app takes a minute, in which it does not answer. */
const mostMissedLooks = 20;

/** Reads a run. Throws CallFailed. */
export async function readRun(connection: Connection, runId: string, signal?: AbortSignal): Promise<RunAnswer> {
  const { body } = await callApi(connection, { method: 'GET', path: runPath(runId), signal });
  return readRunAnswer(connection, body);
}

/** What makes an answer that of a run. A newer app may say more. */
const runAnswer = z.object({
  ...{ id: z.string(), status: z.string(), step: z.string() },
  timeline: z.array(z.object({ step: z.string() })),
});

/** Takes an answer for a run. Throws CallFailed. */
function readRunAnswer(connection: Connection, body: unknown): RunAnswer {
  return readAnswer(connection, runAnswer, body) as unknown as RunAnswer;
}

export function runPath(runId: string): string {
  return `/api/runs/${encodeURIComponent(runId)}`;
}

export function hasEnded(status: string): boolean {
  return status !== 'NotStarted' && status !== 'Running';
}

/** Follows a run until it has ended, and shows each new line. Throws CallFailed, and the signal's reason. */
export async function followRun(
  connection: Connection,
  path: string,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<RunAnswer> {
  for (let missed = 0; ; ) {
    const look = await callApi(connection, { method: 'GET', path, signal, once: true }).catch((error: unknown) => {
      if (!(error instanceof CallFailed) || !error.mayPass || ++missed > mostMissedLooks) throw error;
      return { body: null, retryAfterMs: error.retryAfterMs };
    });
    if (look.body !== null) {
      const run = readRunAnswer(connection, look.body);
      missed = 0;
      progress.show(run);
      if (hasEnded(run.status)) return run;
    }
    await sleep(Math.min(look.retryAfterMs ?? lookEveryMs, 30_000), undefined, { signal });
  }
}
