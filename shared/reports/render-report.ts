import type { Report } from './model/report.ts';
import type { ReportFormatName } from './model/report-formats.ts';

/** What a caller may choose beside the format. */
export interface ReportChoices {
  /** SARIF alone: `alerts` leaves out what nobody has to act on, for readers that take every result for an alert. */
  results: 'all' | 'alerts';
}

/** Writes a report in a format. The libraries of a format are loaded when somebody asks for it. */
export async function renderReport(report: Report, format: ReportFormatName, choices: ReportChoices): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'html':
      return (await import('./html/render-html.ts')).renderHtml(report);
    case 'markdown':
      return (await import('./render-markdown.ts')).renderMarkdown(report);
    case 'csv':
      return (await import('./render-csv.ts')).renderCsv(report);
    case 'junit':
      return (await import('./render-junit.ts')).renderJunit(report);
    case 'sarif':
      return (await import('./sarif/render-sarif.ts')).renderSarif(report, choices.results);
    case 'oscal':
      return (await import('./oscal/render-oscal.ts')).renderOscal(report);
    case 'openreports':
    case 'policyreport':
      return (await import('./render-policy-report.ts')).renderPolicyReport(report, format);
  }
}
