import { useState } from 'preact/hooks';
import type { RequestOf } from '../../shared/api/operation.ts';
import type { readRunReport } from '../../shared/api/operations/reports.ts';
import { Downloads } from './downloads.tsx';

type Format = NonNullable<RequestOf<typeof readRunReport>['query']['format']>;

/** Every format that the API has: one that is new there, or gone, is a mistake of types here. */
const formats: Record<Format, string> = {
  html: 'HTML, to read and print',
  markdown: 'Markdown',
  csv: 'CSV',
  json: 'JSON',
  junit: 'JUnit XML',
  sarif: 'SARIF 2.1.0',
  oscal: 'OSCAL assessment results',
  openreports: 'OpenReports, for kubectl',
  policyreport: 'PolicyReport, for kubectl',
};

/** A report of a run, a cluster or the fleet, whose path in the API is given, in a format of choice. */
export function ReportPicker({ path, of }: { path: string; of: string }) {
  const [format, setFormat] = useState<Format>('html');
  return (
    <div class="report-picker">
      <label class="field">
        <span>Report of {of}</span>
        <select value={format} onChange={(event) => setFormat(event.currentTarget.value as Format)}>
          {Object.entries(formats).map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <Downloads files={[{ label: 'Download', path: `${path}/report?format=${format}`, name: `report.${format}` }]} />
    </div>
  );
}
