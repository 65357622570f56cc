import { AsyncLocalStorage } from 'node:async_hooks';
import { KataproofError } from '../../errors/kataproof-error.ts';
import type { ClusterLimits } from '../../outbound/limits.ts';

interface CallBudget {
  signal: AbortSignal;
  /** Most milliseconds of one request. */
  requestTimeoutMs: number;
  bytesLeft: number;
}

/** Travels with the step through all its requests, because the requests are made within a library. */
const budgets = new AsyncLocalStorage<CallBudget>();

type BudgetLimits = Pick<ClusterLimits, 'callTimeoutMs' | 'requestTimeoutMs' | 'callBytes'>;

/** One for all steps: each has its end, and where that was tells nothing. */
const stepEnded = new DOMException('The step has ended.', 'AbortError');

/**
 * Runs one step with one budget for all its requests: time and bytes. Rejects with ClusterUnreachable when the time is
 * over, even if a request ignores its end. No request outlives its step, however the step ends: a watch that the server
 * never answered would stay open otherwise.
 */
export async function withBudget<T>(
  { callTimeoutMs, requestTimeoutMs, callBytes }: BudgetLimits,
  act: () => Promise<T>,
): Promise<T> {
  const step = new AbortController();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const seconds = callTimeoutMs / 1000;
    late.reject(
      new KataproofError('ClusterUnreachable', `The API server took longer than ${seconds} seconds for one step.`),
    );
    step.abort(new DOMException('The time of the step is over.', 'TimeoutError'));
  }, callTimeoutMs).unref();
  try {
    const budget = { signal: step.signal, requestTimeoutMs, bytesLeft: callBytes };
    return await Promise.race([late.promise, budgets.run(budget, act)]);
  } finally {
    clearTimeout(timer);
    step.abort(stepEnded);
  }
}

/**
 * The signal that ends a request: after `requestTimeoutMs`, sooner where its step allows less, or with its step. It is made of
 * a timer and a listener, for signals of signals are what costs most of a small request.
 */
export function requestSignal(requestTimeoutMs: number): AbortSignal {
  const step = budgets.getStore();
  if (!step) return AbortSignal.timeout(requestTimeoutMs);
  const request = new AbortController();
  const late = () => request.abort(new DOMException('The request took too long.', 'TimeoutError'));
  const timer = setTimeout(late, Math.min(requestTimeoutMs, step.requestTimeoutMs)).unref();
  followStep()((reason) => {
    clearTimeout(timer);
    request.abort(reason);
  });
  return request.signal;
}

/**
 * To be made where a request is asked for. What it returns calls `end` when the step of then is over, and returns what takes
 * that back. A connection that several steps share may begin a request amid the step of another one, which dialled it.
 */
export function followStep(): (end: (reason: Error) => void) => () => void {
  const signal = budgets.getStore()?.signal;
  if (!signal) return () => () => undefined;
  return (end) => {
    const listener = () => end(signal.reason);
    if (signal.aborted) listener();
    else signal.addEventListener('abort', listener, { once: true });
    return () => signal.removeEventListener('abort', listener);
  };
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
