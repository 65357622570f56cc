import { useEffect, useState } from 'preact/hooks';
import type { NodePage, NodeResult } from '../api/answers.ts';
import { askFor, nextPath } from '../api/ask.ts';
import { type Problem, toProblem } from '../api/problem.ts';
import { session } from '../api/session.ts';

/** The nodes of a run that were proven so far. */
export interface Nodes {
  value: NodeResult[];
  loading: boolean;
  problem: Problem | null;
}

const pageSize = 200;

/**
 * The nodes of a run. `mark` changes with whatever happens in the run, and asks for them again; what was there stays until then.
 */
export function useNodes(runId: string, mark: string): Nodes {
  const [state, setState] = useState<Nodes>({ value: [], loading: true, problem: null });
  const signedIn = session.value;
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    const load = async () => {
      const value: NodeResult[] = [];
      const first = `/runs/${encodeURIComponent(runId)}/nodes?maxpagesize=${pageSize}`;
      for (let path: string | null = first; path; ) {
        const page: NodePage = await askFor(path, { signal });
        value.push(...page.value);
        path = nextPath(path, page.nextLink);
        if (signal.aborted) return;
        // The first load shows each page as it comes; a later one replaces what is there.
        if (path)
          setState((before) => ({ ...before, value: before.value.length > value.length ? before.value : [...value] }));
      }
      setState({ value, loading: false, problem: null });
    };
    load().catch((error: unknown) => {
      const problem = toProblem(error);
      if (problem && !signal.aborted) setState((before) => ({ ...before, loading: false, problem }));
    });
    return () => ending.abort();
  }, [runId, mark, signedIn]);
  return state;
}
