import type { ComponentChildren } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import { toProblem } from '../api/problem.ts';
import { ProblemNotice } from '../parts/notice.tsx';

/** A view that cannot show what it was answered says so, where without this there would be an empty page. */
export function Safely({ children }: { children: ComponentChildren }) {
  const [error] = useErrorBoundary();
  const problem = error === undefined ? null : toProblem(error);
  return problem === null ? children : <ProblemNotice problem={problem} subject="The view could not be shown" />;
}
