import type { Task } from 'durable-functions';

/** A task as the workflow sees one, whose end the driver waits for. */
export class DrivenTask implements Task {
  isCompleted = false;
  isFaulted = false;
  result?: unknown;
  readonly #begin: () => Promise<unknown>;
  #ending: Promise<unknown> | null = null;

  constructor(begin: () => Promise<unknown>) {
    this.#begin = begin;
  }

  /**
   * Begins the work unless it has begun, and gives its end, however often it is asked. As in Durable's SDK, the work begins
   * when somebody waits for the task, alone or among others.
   */
  end(): Promise<unknown> {
    if (!this.#ending) {
      this.#ending = this.#begin();
      // Whoever waits is told of a failure; the task itself may be one for which nobody waits any more.
      this.#ending.then(
        (value) => this.complete(value),
        () => this.fail(),
      );
    }
    return this.#ending;
  }

  protected complete(value: unknown): void {
    this.isCompleted = true;
    this.result = value;
  }

  private fail(): void {
    this.isCompleted = true;
    this.isFaulted = true;
  }
}

/** Completes with the values of all tasks, and fails with the first that fails. */
export function allOf(tasks: DrivenTask[]): DrivenTask {
  return new DrivenTask(() => Promise.all(tasks.map((task) => task.end())));
}

/** Completes with the task that ends first, however it ends. */
export function anyOf(tasks: DrivenTask[]): DrivenTask {
  const itself = (task: DrivenTask) => () => task;
  return new DrivenTask(() => Promise.race(tasks.map((task) => task.end().then(itself(task), itself(task)))));
}
