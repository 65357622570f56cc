import { AsyncLocalStorage } from 'node:async_hooks';
import { KataproofError } from '../../errors/kataproof-error.ts';
import type { ClusterLimits } from '../../outbound/limits.ts';
import { withinTime } from '../../outbound/within-time.ts';

interface CallBudget {
  signal: AbortSignal;
  bytesLeft: number;
}

/** Travels with the step through all its requests, because the requests are made within a library. */
const budgets = new AsyncLocalStorage<CallBudget>();

type BudgetLimits = Pick<ClusterLimits, 'callTimeoutMs' | 'callBytes'>;

/**
 * Runs one step with one budget for all its requests: time and bytes. Rejects with ClusterUnreachable when the time is
 * over, even if a request ignores its end.
 */
export async function withBudget<T>({ callTimeoutMs, callBytes }: BudgetLimits, act: () => Promise<T>): Promise<T> {
  let over: AbortSignal | undefined;
  try {
    return await withinTime(callTimeoutMs, (signal) => {
      over = signal;
      return budgets.run({ signal, bytesLeft: callBytes }, act);
    });
  } catch (error) {
    if (!over?.aborted) throw error;
    throw new KataproofError(
      'ClusterUnreachable',
      `The API server took longer than ${callTimeoutMs / 1000} seconds for one step.`,
    );
  }
}

/** The signal that ends a request: after `requestTimeoutMs`, or with its step. */
export function requestSignal(requestTimeoutMs: number): AbortSignal {
  const own = AbortSignal.timeout(requestTimeoutMs);
  const step = budgets.getStore()?.signal;
  return step ? AbortSignal.any([own, step]) : own;
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
