/**
 * Joins calls of `act`: what comes while one is under way shares the next, which begins when that has ended. So every
 * caller gets what was read after its call, and there are never more than two calls for all that come at once.
 */
export function joinCalls<T>(act: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  let next: Promise<T> | null = null;

  function begin(): Promise<T> {
    const begun = act();
    running = begun;
    const end = () => {
      if (running === begun) running = null;
    };
    begun.then(end, end);
    return begun;
  }

  function beginNext(): Promise<T> {
    next = null;
    return begin();
  }

  return () => {
    if (next) return next;
    if (!running) return begin();
    next = running.then(beginNext, beginNext);
    return next;
  };
}
