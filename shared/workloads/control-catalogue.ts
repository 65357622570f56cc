/** The controls that findings may be evidence for, with the titles that their publishers give them. */
export const controlTitles = {
  'MITRE T1611': 'Escape to Host',
  'MITRE M1048': 'Application Isolation and Sandboxing',
  'NIST-800-53 SC-39': 'Process Isolation',
  'NIST-800-53 SC-4': 'Information in Shared System Resources',
  'NIST-800-53 SI-6': 'Security and Privacy Function Verification',
  'NIST-800-53 CA-7': 'Continuous Monitoring',
  'NIST-800-53 CM-6(1)': 'Configuration Settings: Automated Management, Application, and Verification',
  'PCI-DSS 2.2.3': 'Primary functions requiring different security levels are managed',
  'PCI-DSS 11.4.5': 'Segmentation controls are tested',
  'CIS-AKS 5.6': 'Other cluster configurations: untrusted and multi-tenant workloads',
} as const;

/** The id of a control, such as `NIST-800-53 SC-39`. */
export type ControlId = keyof typeof controlTitles;
