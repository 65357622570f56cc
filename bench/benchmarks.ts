import type { Benchmark } from './harness/benchmark.ts';

/** All benchmarks, by the names that `npm run bench -- NAME` takes, in the order of the README's table. */
export const benchmarks: Record<string, () => Promise<Benchmark>> = {
  calls: () => import('./proof/calls.ts').then(({ benchmark }) => benchmark),
  real: () => import('./real/real.ts').then(({ benchmark }) => benchmark),
  proof: () => import('./proof/proof.ts').then(({ benchmark }) => benchmark),
  request: () => import('./proof/request.ts').then(({ benchmark }) => benchmark),
  'cold-start': () => import('./cold-start/cold-start.ts').then(({ benchmark }) => benchmark),
  history: () => import('./scale/history.ts').then(({ benchmark }) => benchmark),
  pool: () => import('./scale/pool.ts').then(({ benchmark }) => benchmark),
  fleet: () => import('./scale/fleet.ts').then(({ benchmark }) => benchmark),
  events: () => import('./events/events.ts').then(({ benchmark }) => benchmark),
  lists: () => import('./lists/lists.ts').then(({ benchmark }) => benchmark),
  wait: () => import('./wait/wait.ts').then(({ benchmark }) => benchmark),
  storage: () => import('./storage/storage.ts').then(({ benchmark }) => benchmark),
};
