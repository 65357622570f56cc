import { useMemo, useState } from 'preact/hooks';
import { presentMs } from '../api/clock.ts';
import type { Finding, FindingRow } from './findings.ts';

/** Findings as they were loaded, with what has been changed here since: `at` is when they were loaded. */
export function useChanged(loaded: readonly FindingRow[], at: number | null) {
  const [changed, setChanged] = useState<ReadonlyMap<string, { finding: Finding; at: number }>>(new Map());
  const rows = useMemo(
    () =>
      loaded.map((row) => {
        const newer = changed.get(row.key);
        return newer && newer.at >= (at ?? 0) ? { ...row, finding: newer.finding } : row;
      }),
    [loaded, changed, at],
  );
  const change = ({ key }: FindingRow, finding: Finding) =>
    setChanged((before) => new Map(before).set(key, { finding, at: presentMs() }));
  return { rows, change };
}
