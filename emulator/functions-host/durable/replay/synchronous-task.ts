/**
 * A task whose continuations run at once, inside `settle`. DurableTask.Core replays with a synchronous scheduler and
 * gives ids in the order in which continuations run. A promise cannot do this, because its continuations wait for a
 * microtask.
 */
export interface SynchronousTask {
  readonly state: 'pending' | 'succeeded' | 'failed';
  /** Does nothing when the task is settled already. */
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

/**
 * Returns a task that settles when all tasks have settled, as failed if any failed. Like .NET's Task.WhenAll it does
 * not fail early.
 */
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

/** Returns a task that succeeds when the first task settles, whatever its outcome, like .NET's Task.WhenAny. */
export function whenAny(tasks: readonly SynchronousTask[]): SynchronousTask {
  const any = createTask();
  for (const task of tasks) task.whenSettled(() => any.settle('succeeded'));
  return any;
}
