import type { listFindings } from '../../shared/api/operations/findings.ts';
import type { AnswerOf } from '../api/answers.ts';
import { askFor } from '../api/ask.ts';
import { type Severity, severities } from '../parts/severity-mark.tsx';
import { type Cluster, clusterIdOf, clusterPath } from '../routing/addresses.ts';

export type FindingsAnswer = AnswerOf<typeof listFindings>;
export type Finding = FindingsAnswer['value'][number];

/** A finding, and the cluster that it is of. */
export interface FindingRow {
  key: string;
  cluster: Cluster;
  finding: Finding;
}

/** All findings of a cluster, waived and resolved ones too. */
export const readFindings = (cluster: Cluster, signal?: AbortSignal): Promise<FindingsAnswer> =>
  askFor(`${clusterPath(cluster)}/findings?all=true`, signal ? { signal } : {});

export const toRows = (cluster: Cluster, { value }: FindingsAnswer): FindingRow[] =>
  value.map((finding) => ({ key: `${clusterIdOf(cluster).toLowerCase()} ${finding.id}`, cluster, finding }));

export const stateWords = { standing: 'Standing', waived: 'Waived', resolved: 'Resolved' } as const;

/** What the address asks for. Without a state, findings that stand. */
export interface FindingFilter {
  state: Finding['state'] | 'all';
  severity: Severity | '';
  /** An ARM id, in small letters. */
  cluster: string;
  text: string;
}

/** Reads the filter from the query of the address. What it has of a wrong form asks for nothing. */
export function readFilter(query: URLSearchParams): FindingFilter {
  const state = (['waived', 'resolved', 'all'] as const).find((each) => each === query.get('state')) ?? 'standing';
  const severity = severities.find((each) => each === query.get('severity')) ?? '';
  return { state, severity, cluster: query.get('cluster')?.toLowerCase() ?? '', text: query.get('q') ?? '' };
}

export const isEmptyFilter = ({ state, severity, cluster, text }: FindingFilter) =>
  state === 'standing' && severity === '' && cluster === '' && text === '';

/** The findings that a filter asks for, the gravest first. */
export function filterFindings(rows: readonly FindingRow[], filter: FindingFilter): FindingRow[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter(({ finding, key, cluster }) => {
    if (filter.state !== 'all' && finding.state !== filter.state) return false;
    if (filter.severity !== '' && finding.severity !== filter.severity) return false;
    if (filter.cluster !== '' && clusterIdOf(cluster).toLowerCase() !== filter.cluster) return false;
    const { rule, subject, message, controls } = finding;
    const text = `${key} ${rule} ${subject} ${message} ${controls.join(' ')}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const weight = ({ finding }: FindingRow) => severities.indexOf(finding.severity);
  return found.sort((a, b) => weight(a) - weight(b) || (a.key < b.key ? -1 : 1));
}
