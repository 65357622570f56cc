/** What became of a pod that we asked for, in words. The words name what was changed and give no values of variables. */
export interface PodComparison {
  /** Changes that let somebody else write or forge the report. */
  differences: string[];
  /** Changes that do not, but that a person may want to know. */
  remarks: string[];
}
