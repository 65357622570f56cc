import { stableHash } from '../../plain/stable-hash.ts';
import type { FoundFinding, Sighting } from '../finding.ts';
import { type FindingRuleId, findingRules } from '../finding-rules.ts';

/** Completes what a rule has seen with what is the same for all findings of the rule. */
export function toFinding(rule: FindingRuleId, { subject, message }: Sighting): FoundFinding {
  const { severity, remedy, controls } = findingRules[rule];
  const id = `${rule}-${stableHash(`${rule}\n${subject}`)}`;
  return { id, rule, severity, subject, message, remedy, controls: [...controls] };
}
