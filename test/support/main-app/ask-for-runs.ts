import assert from 'node:assert/strict';
import { isUnderWay, type RunAnswer } from '../../../scripts/local-stack/call-api.ts';
import { eventually } from '../eventually.ts';
import type { Answer, Ask } from '../functions-host/conformance-target.ts';
import { askApp, type MainAppTarget } from './main-app-target.ts';

/** Returns the ids of a page of runs, newest first. */
export async function listRunIds(target: MainAppTarget): Promise<string[]> {
  const answer = await askApp(target, '/api/runs');
  assert.equal(answer.status, 200, answer.text);
  return (answer.json() as { value: { id: string }[] }).value.map(({ id }) => id);
}

export async function readRun(target: MainAppTarget, id: string): Promise<RunAnswer> {
  const answer = await askApp(target, `/api/runs/${id}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json() as RunAnswer;
}

export interface AcceptedRun extends RunAnswer {
  answer: Answer;
}

/** Posts a request that must be accepted. */
export async function startRun(target: MainAppTarget, path: string, body: unknown): Promise<AcceptedRun> {
  const answer = await askApp(target, path, { body });
  assert.equal(answer.status, 202, answer.text);
  return { ...(answer.json() as RunAnswer), answer };
}

export const readRunEnd = (target: MainAppTarget, id: string): Promise<RunAnswer> =>
  eventually(`run ${id}`, async () => {
    const run = await readRun(target, id);
    return isUnderWay(run) ? undefined : run;
  });

interface Refusal {
  error?: { code: string; message: string; details?: { target?: string; message: string }[] };
}

/** Returns the status and Azure's error object in the answer to a request. */
export async function askForRefusal(target: MainAppTarget, path: string, options: Ask = {}) {
  const answer = await askApp(target, path, options);
  const { error } = (answer.text.startsWith('{') ? answer.json() : {}) as Refusal;
  return {
    status: answer.status,
    code: error?.code ?? '',
    message: error?.message ?? '',
    details: error?.details ?? [],
  };
}

/** Asserts that a request is refused with this status and code. */
export async function assertRefused(
  target: MainAppTarget,
  path: string,
  options: Ask,
  status: number,
  code: string,
): Promise<void> {
  const refusal = await askForRefusal(target, path, options);
  assert.deepEqual({ status: refusal.status, code: refusal.code }, { status, code }, refusal.message);
}
