import { odata } from '@azure/data-tables';
import { storageKey } from '../../clusters/keys.ts';
import { notStarted } from '../../runs/new-run-record.ts';
import type { RunFilter } from '../../runs/run-filter.ts';
import { createRunId } from '../../runs/run-id.ts';
import { runPartition } from './table-layout.ts';

/** What the service itself looks for, so that a page costs what it reads and not what it would drop. */
export function scopeOfRuns(filter: RunFilter): string {
  const { cluster, kind, status, begun, verdict, since } = filter;
  return [
    odata`PartitionKey eq ${runPartition.runs}`,
    ...(since ? [youngerThan(since)] : []),
    ...(cluster ? [ofCluster(cluster)] : []),
    ...equal({ kind, status, verdict }),
    ...(begun === undefined
      ? []
      : [begun ? odata`step ne ${JSON.stringify(notStarted)}` : odata`step eq ${JSON.stringify(notStarted)}`]),
  ].join(' and ');
}

/** Columns hold JSON. */
function equal(fields: Record<string, string | undefined>): string[] {
  return Object.entries(fields).flatMap(([column, value]) =>
    value === undefined ? [] : [column + odata` eq ${JSON.stringify(value)}`],
  );
}

/** Run ids count down, so the younger ones come first. '.' is the character after the '-' that ends the moment of an id. */
export function youngerThan(since: string): string {
  return odata`RowKey lt ${createRunId(Date.parse(since), '').replace(/-$/, '.')}`;
}

/** A row of an earlier version has no key of its cluster, and is found as its cluster is spelled. */
function ofCluster(cluster: NonNullable<RunFilter['cluster']>): string {
  const key = odata`clusterKey eq ${JSON.stringify(storageKey(cluster))}`;
  return `(${key} or ${odata`cluster eq ${JSON.stringify(cluster)}`})`;
}
