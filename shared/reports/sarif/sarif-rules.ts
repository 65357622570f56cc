import type { ReportingDescriptor, Result } from 'sarif';
import type { FindingSeverity } from '../../workloads/finding.ts';
import { findingRules } from '../../workloads/finding-rules.ts';
import { controlsOfProof } from '../model/controls-of-proof.ts';
import { gapInWords } from '../model/gaps.ts';
import { type IsolationRuleId, isolationRules } from '../model/isolation-rules.ts';
import type { GapKind } from '../model/report.ts';

/** What a reader needs of Pod Sandboxing; Kataproof's own pages come with its source. */
const helpUri = 'https://learn.microsoft.com/azure/aks/use-pod-sandboxing';

/** What GitHub makes "critical", "high", "medium" and "low" of; what has none is no security alert there. */
const securitySeverity: Record<FindingSeverity, string | null> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  info: null,
};

/** The level of a result that fails. */
export const levelOf: Record<FindingSeverity, Result.level> = {
  ...{ critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' },
};

const gapKinds = Object.keys(gapInWords) as GapKind[];

/** What helps with whatever was not looked at. */
export const helpOfGap = 'None of this is a pass. The message of each says what is not known, and why.';

interface DescribedRule {
  title: string;
  severity: FindingSeverity;
  help: string;
  controls: readonly string[];
}

function describe(id: string, severity: FindingSeverity): DescribedRule {
  if (Object.hasOwn(isolationRules, id)) return { ...isolationRules[id as IsolationRuleId], controls: controlsOfProof };
  if (Object.hasOwn(findingRules, id)) {
    const { title, remedy, controls, ...rule } = findingRules[id as keyof typeof findingRules];
    return { title: title.charAt(0).toUpperCase() + title.slice(1), help: remedy, controls, severity: rule.severity };
  }
  const gap = gapKinds.find((kind) => id === `gap/${kind}`);
  if (gap) return { title: `Not looked at: ${gapInWords[gap]}`, severity: 'medium', help: helpOfGap, controls: [] };
  // What events tell of, and what an older version found, has rules that the table does not name.
  return { title: id, help: 'The message of each result says what to do.', controls: [], severity };
}

/** A rule as SARIF describes it. `severity` is that of its results where no table names the rule. */
export function describeRule(id: string, severity: FindingSeverity): ReportingDescriptor {
  const rule = describe(id, severity);
  const score = securitySeverity[rule.severity];
  return {
    id,
    name: id.replace(/(^|[-/])(\w)/g, (_whole, _hyphen, letter: string) => letter.toUpperCase()),
    shortDescription: { text: `${rule.title}.` },
    fullDescription: {
      text: `${rule.title}. Evidence for: ${rule.controls.join(', ') || 'no control in particular'}.`,
    },
    help: { text: rule.help, markdown: rule.help },
    helpUri,
    defaultConfiguration: { level: levelOf[rule.severity] },
    properties: {
      tags: ['security', ...rule.controls],
      precision: 'very-high',
      'problem.severity': levelOf[rule.severity] === 'note' ? 'recommendation' : levelOf[rule.severity],
      ...(score !== null && { 'security-severity': score }),
    },
  };
}
