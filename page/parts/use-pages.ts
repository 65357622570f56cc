import { useState } from 'preact/hooks';
import { askFor, nextPath } from '../api/ask.ts';
import { type Problem, toProblem } from '../api/problem.ts';
import { type Loaded, useLoad } from '../api/use-load.ts';

interface Page<T> {
  value: T[];
  nextLink?: string | undefined;
}

interface More<T> {
  first: Page<T>;
  value: T[];
  next: string | null;
  problem: Problem | null;
}

/** A list whose pages are loaded as somebody asks for them: the first at once. `first` tells of its problems. */
export interface Pages<T> {
  first: Loaded<Page<T>>;
  value: T[];
  /** There is more than is loaded. */
  more: boolean;
  loadingMore: boolean;
  problem: Problem | null;
  loadMore(): void;
}

/** Loads the list at a path of the API, which may have a query. */
export function usePages<T>(path: string): Pages<T> {
  const first = useLoad(`list ${path}`, (signal) => askFor<Page<T>>(path, { signal }));
  const [state, setState] = useState<More<T> | null>(null);
  const [loadingMore, setLoadingMore] = useState(false);
  // What came behind another first page does not follow this one.
  const behind = state && state.first === first.data ? state : null;
  const next = behind ? behind.next : nextPath(path, first.data?.nextLink);
  return {
    first,
    value: [...(first.data?.value ?? []), ...(behind?.value ?? [])],
    more: next !== null,
    loadingMore,
    problem: behind?.problem ?? null,
    loadMore() {
      const begun = first.data;
      if (next === null || begun === null) return;
      setLoadingMore(true);
      const before = behind?.value ?? [];
      askFor<Page<T>>(next)
        .then(
          (page) =>
            setState({
              first: begun,
              value: [...before, ...page.value],
              next: nextPath(next, page.nextLink),
              problem: null,
            }),
          (error: unknown) => setState({ first: begun, value: before, next, problem: toProblem(error) }),
        )
        .finally(() => setLoadingMore(false));
    },
  };
}
