import type { RunSummary } from '../api/answers.ts';
import { FactList } from '../parts/fact-list.tsx';
import { Notice } from '../parts/notice.tsx';

const words: Record<string, string> = {
  removed: 'removed',
  removing: 'is being removed by Azure',
  kept: 'kept, as asked',
  'not-ours': 'left alone: it is not of this run',
  failed: 'could not be removed',
  'left-to-expire': 'left to the hourly sweep',
};

/** What a run removed, and what it left. */
export function Cleanup({ run: { result } }: { run: RunSummary }) {
  const cleanup = result?.cleanup;
  if (!cleanup) return null;
  const told = (state: string | undefined) =>
    state === undefined || state === 'none' ? null : (words[state] ?? state);
  return (
    <section aria-labelledby="cleanup-title">
      <h2 id="cleanup-title">What was cleaned up</h2>
      <FactList
        facts={[
          ['Pod pairs', told(cleanup.podPairs) ?? 'there were none'],
          ['Namespace', told(cleanup.namespace)],
          ['Pool', told(cleanup.pool)],
          ['Cluster', told(cleanup.cluster)],
        ]}
      />
      {cleanup.problems.length > 0 && (
        <Notice tone="caution" title="Not everything could be removed. The hourly sweep tries again.">
          <ul>
            {cleanup.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Notice>
      )}
    </section>
  );
}
