export type FindingSeverity = 'critical' | 'high' | 'medium' | 'low' | 'info';

/** Something about a cluster that somebody should know or mend, as one look found it. */
export interface FoundFinding {
  /** From rule and subject: the same thing found again has the same id. */
  id: string;
  rule: string;
  severity: FindingSeverity;
  subject: string;
  message: string;
  remedy: string;
  controls: string[];
}

/** What a rule saw: about whom, and what. All else is the same for every finding of the rule. */
export interface Sighting {
  subject: string;
  message: string;
}
