import { AsyncLocalStorage } from 'node:async_hooks';
import { KataproofError } from '../../errors/kataproof-error.ts';
import type { ClusterLimits } from '../../outbound/limits.ts';
import { withinTime } from '../../outbound/within-time.ts';

interface CallBudget {
  signal: AbortSignal;
  /** Most milliseconds of one request. */
  requestTimeoutMs: number;
  bytesLeft: number;
}

/** Travels with the step through all its requests, because the requests are made within a library. */
const budgets = new AsyncLocalStorage<CallBudget>();

type BudgetLimits = Pick<ClusterLimits, 'callTimeoutMs' | 'requestTimeoutMs' | 'callBytes'>;

/**
 * Runs one step with one budget for all its requests: time and bytes. Rejects with ClusterUnreachable when the time is
 * over, even if a request ignores its end. No request outlives its step, however the step ends: a watch that the server
 * never answered would stay open otherwise.
 */
export async function withBudget<T>(
  { callTimeoutMs, requestTimeoutMs, callBytes }: BudgetLimits,
  act: () => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  let over: AbortSignal | undefined;
  try {
    return await withinTime(callTimeoutMs, (inTime) => {
      over = inTime;
      const signal = AbortSignal.any([inTime, ended.signal]);
      return budgets.run({ signal, requestTimeoutMs, bytesLeft: callBytes }, act);
    });
  } catch (error) {
    if (!over?.aborted) throw error;
    throw new KataproofError(
      'ClusterUnreachable',
      `The API server took longer than ${callTimeoutMs / 1000} seconds for one step.`,
    );
  } finally {
    ended.abort(new DOMException('The step has ended.', 'AbortError'));
  }
}

/** The signal that ends a request: after `requestTimeoutMs`, sooner where its step allows less, or with its step. */
export function requestSignal(requestTimeoutMs: number): AbortSignal {
  const step = budgets.getStore();
  const own = AbortSignal.timeout(Math.min(requestTimeoutMs, step?.requestTimeoutMs ?? requestTimeoutMs));
  return step ? AbortSignal.any([own, step.signal]) : own;
}

/** Calls `end` when the step is over. Returns what takes that back. To be called where a request begins. */
export function onStepEnd(end: (reason: Error) => void): () => void {
  const signal = budgets.getStore()?.signal;
  if (!signal) return () => undefined;
  const listener = () => end(signal.reason);
  if (signal.aborted) listener();
  else signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}

/** Takes bytes from the budget of the step; false when there are not so many left. To be made where a request begins. */
export function spendBytes(): (bytes: number) => boolean {
  const budget = budgets.getStore();
  return (bytes) => {
    if (!budget) return true;
    budget.bytesLeft -= bytes;
    return budget.bytesLeft >= 0;
  };
}
