import { useEffect, useRef, useState } from 'preact/hooks';
import { presentMs } from './clock.ts';
import { type Problem, toProblem } from './problem.ts';
import { session } from './session.ts';

/** What is known of something that is loaded. With a problem, `data` is what was loaded before, and so old. */
export interface Loaded<T> {
  data: T | null;
  /** When the data came, in milliseconds since 1970. */
  at: number | null;
  problem: Problem | null;
  loading: boolean;
  reload(): void;
}

interface Kept {
  data: unknown;
  at: number;
}

/** What was loaded, so that the way back shows it at once. It ends with the page. */
const kept = new Map<string, Kept>();

/** More than anybody goes back and forth between. */
const mostKept = 200;

function keep(name: string, data: unknown): Kept {
  const entry = { data, at: presentMs() };
  kept.delete(name);
  kept.set(name, entry);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return entry;
}

/**
 * Loads something, and anew after a sign-in. `name` stands for what is loaded; null loads nothing. `load` may tell parts of
 * it while it goes on.
 */
export function useLoad<T>(
  name: string | null,
  load: (signal: AbortSignal, tell: (part: T) => void) => Promise<T>,
): Loaded<T> {
  const [, update] = useState({});
  const [count, reload] = useState(0);
  const state = useRef<{ name: string | null; problem: Problem | null; loading: boolean }>({
    name: null,
    problem: null,
    loading: false,
  });
  const signedIn = session.value;
  if (state.current.name !== name) state.current = { name, problem: null, loading: name !== null };

  // What is loaded is told by its name, and a count asks for it again.
  useEffect(() => {
    if (name === null) return;
    const ending = new AbortController();
    const settle = (problem: Problem | null, loading: boolean) => {
      if (ending.signal.aborted) return;
      state.current = { name, problem, loading };
      update({});
    };
    settle(state.current.problem, true);
    const hadData = kept.has(name);
    load(ending.signal, (part) => {
      // What was there before is whole: a part of what is new must not stand in for it.
      if (hadData || ending.signal.aborted) return;
      keep(name, part);
      update({});
    }).then(
      (data) => {
        if (!ending.signal.aborted) keep(name, data);
        settle(null, false);
      },
      (error: unknown) => {
        const problem = toProblem(error);
        if (problem) settle(problem, false);
      },
    );
    return () => ending.abort();
  }, [name, count, signedIn]);

  const known = name === null ? undefined : kept.get(name);
  return {
    data: (known?.data as T | undefined) ?? null,
    at: known?.at ?? null,
    problem: state.current.problem,
    loading: state.current.loading,
    reload: () => reload((before) => before + 1),
  };
}
