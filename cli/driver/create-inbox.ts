import { DrivenTask } from './driven-task.ts';

/** The external events of one orchestration. */
export interface Inbox {
  wait(name: string): DrivenTask;
  raise(name: string, value: unknown): void;
}

/** A task that is complete from the moment in which its event is raised, whether or not anybody waits for it yet. */
class AwaitedEvent extends DrivenTask {
  readonly #resolve: (value: unknown) => void;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    super(() => promise);
    this.#resolve = resolve;
  }

  arrive(value: unknown): void {
    this.complete(value);
    this.#resolve(value);
  }
}

/** As in Durable, an event goes to the newest that waits for its name, and one for which nobody waits is kept. */
export function createInbox(): Inbox {
  const waiting = new Map<string, AwaitedEvent[]>();
  const kept = new Map<string, unknown[]>();
  return {
    wait(name) {
      const task = new AwaitedEvent();
      const early = kept.get(name) ?? [];
      if (early.length > 0) task.arrive(early.shift());
      else waiting.set(name, [...(waiting.get(name) ?? []), task]);
      return task;
    },
    raise(name, value) {
      const newest = waiting.get(name)?.pop();
      if (newest) newest.arrive(value);
      else kept.set(name, [...(kept.get(name) ?? []), value]);
    },
  };
}
