import { stableHash } from '../plain/stable-hash.ts';
import type { FoundFinding, Inspection } from '../workloads/finding.ts';
import type { Notice } from './plan-reaction.ts';

/**
 * What a notice changes among the findings of its cluster. Each notice is a finding of its own and says nothing of the
 * others of its rule, except of those whose place it takes.
 */
export function inspectionOf(notice: Notice): Pick<Inspection, 'rules' | 'found' | 'ended' | 'replaced'> {
  const { rule, severity, subject, message, remedy, identity, over, replaces } = notice;
  const id = `${rule}-${stableHash(`${rule}\n${identity}`)}`;
  const finding: FoundFinding = { id, rule, severity, subject, message, remedy, controls: [] };
  return {
    rules: [],
    found: over ? [] : [finding],
    ended: over ? [finding] : [],
    replaced: replaces.map((replaced) => ({ rule: replaced, subject })),
  };
}
