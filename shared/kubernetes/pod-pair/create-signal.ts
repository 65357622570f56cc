/** Wakes whoever waits. A signal raised while nobody waits is kept for the next who does. */
export interface Signal {
  raise(): void;
  /** Resolves when the signal is raised, or after `ms` milliseconds. */
  wait(ms: number): Promise<void>;
}

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
