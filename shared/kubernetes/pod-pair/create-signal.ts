/** Wakes the waiter. A signal that is raised while nobody waits is kept for the next waiter. */
export interface Signal {
  raise(): void;
  /** Resolves when the signal is raised, or after `ms` milliseconds. */
  wait(ms: number): Promise<void>;
}

/** Creates a signal that is not raised. At most one waiter at a time. */
export function createSignal(): Signal {
  let raised = false;
  let wake: (() => void) | null = null;
  return {
    raise() {
      raised = true;
      wake?.();
    },
    async wait(ms) {
      if (!raised && ms > 0)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      raised = false;
      wake = null;
    },
  };
}
