import { useEffect, useRef, useState } from 'preact/hooks';
import type { NodePage, NodeResult } from '../api/answers.ts';
import { askFor, nextPath } from '../api/ask.ts';
import { type Problem, toProblem } from '../api/problem.ts';
import { session } from '../api/session.ts';
import { pause } from './pause.ts';

/** The nodes of a run that were proven so far. */
export interface Nodes {
  value: NodeResult[];
  loading: boolean;
  problem: Problem | null;
  reload(): void;
}

const pageSize = 200;

/** After a load there is none for so many times as long as it took: a thousand nodes are megabytes. */
const restTimes = 2;

/**
 * The nodes of a run. `mark` changes with whatever happens in the run, and asks for them again; what was there stays until then.
 * A load that has begun is brought to its end, whatever happens meanwhile: in a large pool there is always something.
 */
export function useNodes(runId: string, mark: string): Nodes {
  const [state, setState] = useState<Omit<Nodes, 'reload'>>({ value: [], loading: true, problem: null });
  const [count, reload] = useState(0);
  const asked = useRef({ mark, wake: () => {} });
  const signedIn = session.value;
  useEffect(() => {
    asked.current.mark = mark;
    asked.current.wake();
  }, [mark]);
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
    const keepLoading = async () => {
      while (!signal.aborted) {
        const [of, begunMs] = [asked.current.mark, performance.now()];
        await load().catch((error: unknown) => {
          const problem = toProblem(error);
          if (problem && !signal.aborted) setState((before) => ({ ...before, loading: false, problem }));
        });
        await pause((performance.now() - begunMs) * restTimes, signal);
        while (asked.current.mark === of && !signal.aborted)
          await new Promise<void>((resolve) => {
            asked.current.wake = resolve;
          });
      }
    };
    void keepLoading();
    return () => {
      ending.abort();
      asked.current.wake();
    };
  }, [runId, count, signedIn]);
  return { ...state, reload: () => reload((before) => before + 1) };
}
