import { useState } from 'preact/hooks';
import { askFor, nextPath } from '../api/ask.ts';
import { type Problem, toProblem } from '../api/problem.ts';

/** A page of a list of the API. */
export interface Page<T> {
  value: T[];
  nextLink?: string | undefined;
}

/** What stands behind the first page of a list, as far as somebody has asked for it. */
export interface More<T> {
  value: T[];
  /** The first page as it was when what stands behind it was asked for: a newer one may begin, and so end, later. */
  from: readonly T[];
  /** There is more than is loaded. */
  there: boolean;
  loading: boolean;
  problem: Problem | null;
  load(): void;
}

interface Behind<T> {
  of: unknown;
  from: readonly T[];
  value: T[];
  next: string | null;
  problem: Problem | null;
}

/**
 * Loads the pages behind the first one of a list at a path, which may have a query. They belong to `of`: what came behind
 * another one is let go.
 */
export function useMore<T>(of: unknown, path: string, first: Page<T> | null): More<T> {
  const [state, setState] = useState<Behind<T> | null>(null);
  const [loading, setLoading] = useState(false);
  const behind = state && state.of === of ? state : null;
  const next = behind ? behind.next : nextPath(path, first?.nextLink);
  const value = behind?.value ?? [];
  const from = behind?.from ?? first?.value ?? [];
  const load = () => {
    if (next === null) return;
    setLoading(true);
    askFor<Page<T>>(next)
      .then(
        (page) =>
          setState({ of, from, value: [...value, ...page.value], next: nextPath(next, page.nextLink), problem: null }),
        (error: unknown) => setState({ of, from, value, next, problem: toProblem(error) }),
      )
      .finally(() => setLoading(false));
  };
  return { value, from, there: next !== null, loading, problem: behind?.problem ?? null, load };
}
