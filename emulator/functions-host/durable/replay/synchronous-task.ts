/**
 * A task whose continuations run at once, inside `settle`. DurableTask.Core replays with a synchronous scheduler:
 * ids are handed out in the order in which continuations run, so a promise, which waits for a microtask, won't do.
 */
export interface SynchronousTask {
  readonly state: 'pending' | 'succeeded' | 'failed';
  /** Does nothing when already settled. */
  settle(state: 'succeeded' | 'failed'): void;
  whenSettled(run: () => void): void;
}

export function createTask(): SynchronousTask {
  let state: SynchronousTask['state'] = 'pending';
  let continuations: (() => void)[] = [];
  return {
    get state() {
      return state;
    },
    settle(outcome) {
      if (state !== 'pending') return;
      state = outcome;
      const run = continuations;
      continuations = [];
      for (const each of run) each();
    },
    whenSettled(run) {
      if (state === 'pending') continuations.push(run);
      else run();
    },
  };
}

export function settledTask(): SynchronousTask {
  const task = createTask();
  task.settle('succeeded');
  return task;
}

/** Settles when all have (failed if any did), like .NET's Task.WhenAll: it does not fail fast. */
export function whenAll(tasks: readonly SynchronousTask[]): SynchronousTask {
  const all = createTask();
  let open = tasks.length;
  if (open === 0) all.settle('succeeded');
  for (const task of tasks) {
    task.whenSettled(() => {
      open -= 1;
      if (open === 0) all.settle(tasks.some((each) => each.state === 'failed') ? 'failed' : 'succeeded');
    });
  }
  return all;
}

/** Succeeds when the first settles, whatever its outcome, like .NET's Task.WhenAny. */
export function whenAny(tasks: readonly SynchronousTask[]): SynchronousTask {
  const any = createTask();
  for (const task of tasks) task.whenSettled(() => any.settle('succeeded'));
  return any;
}
