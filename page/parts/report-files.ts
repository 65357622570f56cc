/** The formats of reports that people ask for, with how the name of each file ends. */
const formats = [
  ['HTML', 'html', 'html'],
  ['JSON', 'json', 'json'],
  ['Markdown', 'markdown', 'md'],
  ['CSV', 'csv', 'csv'],
  ['JUnit', 'junit', 'xml'],
  ['SARIF', 'sarif', 'sarif'],
  ['OSCAL', 'oscal', 'oscal.json'],
] as const;

/** The reports of a run, a cluster or the fleet, whose path is given. */
export const reportFiles = (path: string, name: string) =>
  formats.map(([label, format, end]) => ({
    label,
    path: `${path}/report?format=${format}`,
    name: `kataproof-${name}.${end}`,
  }));
