/** The format of a report: what it is called, its media type, and how the name of its file ends. */
export interface ReportFormat {
  mediaType: string;
  extension: string;
  /** Whether a browser shows it as it is; any other is a file to be kept. */
  shown: boolean;
}

/**
 * Every format. `application/sarif+json` is registered with IANA (OASIS SARIF 2.1.0, appendix); OSCAL has no registered type.
 * Of two formats with one media type, `Accept` means the first.
 */
export const reportFormats = {
  json: { mediaType: 'application/json', extension: 'json', shown: true },
  html: { mediaType: 'text/html', extension: 'html', shown: true },
  markdown: { mediaType: 'text/markdown', extension: 'md', shown: true },
  csv: { mediaType: 'text/csv', extension: 'csv', shown: false },
  junit: { mediaType: 'application/xml', extension: 'junit.xml', shown: false },
  sarif: { mediaType: 'application/sarif+json', extension: 'sarif', shown: false },
  oscal: { mediaType: 'application/oscal+json', extension: 'oscal-ar.json', shown: false },
  openreports: { mediaType: 'application/yaml', extension: 'openreports.yaml', shown: false },
  policyreport: { mediaType: 'application/yaml', extension: 'policyreport.yaml', shown: false },
} as const satisfies Record<string, ReportFormat>;

export type ReportFormatName = keyof typeof reportFormats;

export const reportFormatNames = Object.keys(reportFormats) as [ReportFormatName, ...ReportFormatName[]];
