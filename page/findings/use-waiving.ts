import { useState } from 'preact/hooks';
import type { Problem } from '../api/problem.ts';
import type { Finding, FindingRow } from './findings.ts';
import { tryWaiver } from './waive.ts';
import { untilWords, waiverWords } from './waiver-words.ts';

/** What the last change of a waiver has led to, in words. */
export interface Told {
  tone: 'plain' | 'caution';
  title: string;
  detail: string;
  showWaived: boolean;
}

export type Waiving = ReturnType<typeof useWaiving>;

/** Waiving findings and taking waivers back. `onChanged` is told of each finding that has changed, by whomever. */
export function useWaiving(onChanged: (row: FindingRow, finding: Finding) => void) {
  const [waiving, setWaiving] = useState<FindingRow | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [told, setTold] = useState<Told | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const tellChanged = (row: FindingRow, finding: Finding) => {
    const { subject, rule, waiver } = finding;
    const title = waiver
      ? `Waived until ${untilWords(waiver)}: ${rule} of ${subject}.`
      : `The waiver is taken back: ${rule} of ${subject} stands again.`;
    setTold({ tone: 'plain', title, detail: '', showWaived: waiver !== null });
    onChanged(row, finding);
  };
  const begin = (row: FindingRow | null) => {
    setTold(null);
    setProblem(null);
    setWaiving(row);
  };
  const takeBack = async (row: FindingRow) => {
    begin(null);
    setBusy(row.key);
    const change = await tryWaiver(row, null);
    setBusy(null);
    if (change.outcome === 'problem') return setProblem(change.problem);
    if (change.outcome === 'changed') return tellChanged(row, change.finding);
    if (change.finding) onChanged(row, change.finding);
    setTold({
      ...{ tone: 'caution', title: 'Somebody else has changed the waiver since this page read it.' },
      ...{ detail: `${describeNow(change.finding)} Nothing of yours was written.`, showWaived: false },
    });
  };
  /** What the dialog tells: by itself, or because somebody else was there first. */
  const changed = (finding: Finding, byOthers: boolean) => {
    if (!waiving) return;
    if (!byOthers) return tellChanged(waiving, finding);
    setWaiving({ ...waiving, finding });
    onChanged(waiving, finding);
  };
  return { waiving, busy, told, problem, begin, end: () => setWaiving(null), takeBack, changed };
}

/** How a finding stands now that somebody else has changed it. */
export function describeNow(finding: Finding | null): string {
  if (finding === null) return 'The finding is not there any more.';
  return finding.waiver && finding.state === 'waived' ? `${waiverWords(finding.waiver)}` : 'It is not waived any more.';
}
