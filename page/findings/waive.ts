import { askFor } from '../api/ask.ts';
import { type Problem, toProblem } from '../api/problem.ts';
import { clusterPath } from '../routing/addresses.ts';
import { type Finding, type FindingRow, readFindings } from './findings.ts';

/** What became of a change: the finding as it is then, or as somebody else has made it meanwhile, or a problem. */
export type Change =
  | { outcome: 'changed'; finding: Finding }
  | { outcome: 'changed-by-others'; finding: Finding | null }
  | { outcome: 'problem'; problem: Problem };

/** Waives a finding as it was shown, or takes its waiver back (null). Whatever others have done meanwhile stays. */
export async function changeWaiver(
  { cluster, finding }: FindingRow,
  terms: { reason: string; until: string } | null,
): Promise<Change> {
  const path = `${clusterPath(cluster)}/findings/${encodeURIComponent(finding.id)}/${terms ? 'waive' : 'unwaive'}`;
  const headers = { 'If-Match': finding.etag };
  try {
    const asking = terms ? { body: terms, headers } : { method: 'POST' as const, headers };
    return { outcome: 'changed', finding: await askFor<Finding>(path, asking) };
  } catch (error) {
    const problem = toProblem(error);
    if (problem?.code !== 'WaiverChanged') throw error;
    const now = (await readFindings(cluster)).value.find(({ id }) => id === finding.id);
    return { outcome: 'changed-by-others', finding: now ?? null };
  }
}

/** The same, with what is thrown as a problem. */
export const tryWaiver = (...change: Parameters<typeof changeWaiver>): Promise<Change> =>
  changeWaiver(...change).catch((error: unknown): Change => {
    const problem = toProblem(error);
    if (problem === null) throw error;
    return { outcome: 'problem', problem };
  });
