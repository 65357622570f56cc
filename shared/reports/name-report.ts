import { shorten } from '../plain/shorten.ts';
import type { Report } from './model/report.ts';
import { type ReportFormatName, reportFormats } from './model/report-formats.ts';

/** Longer names are cut: file systems take 255 bytes, and people far less. */
const mostChars = 80;

/** A name for the file of a report: letters, digits, dots and hyphens alone, so that every system and header takes it. */
export function nameReport({ scope, madeAt }: Report, format: ReportFormatName): string {
  const what = scope.kind === 'run' ? `run-${scope.runId}` : scope.kind === 'cluster' ? scope.name : 'fleet';
  const safe = shorten(what.replace(/[^A-Za-z0-9.-]+/g, '-'), mostChars).replace(/…$/, '');
  return `kataproof-${safe}-${madeAt.slice(0, 10)}.${reportFormats[format].extension}`;
}
