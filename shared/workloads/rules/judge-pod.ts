import type { FoundFinding } from '../finding.ts';
import { subjectOf } from '../owner-of.ts';
import type { PodFacts } from '../workload-facts.ts';
import type { PodContext } from './pod-context.ts';
import { type PodRuleId, podRules } from './pod-rules.ts';
import { toFinding } from './to-finding.ts';

/** Every finding about one pod. It has the id that the look at a whole cluster gives to it. */
export function judgePod(pod: PodFacts, context: PodContext): FoundFinding[] {
  return (Object.keys(podRules) as PodRuleId[]).flatMap((rule) => {
    const message = podRules[rule](pod, context);
    if (message === null) return [];
    const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
    return [toFinding(rule, { subject: subjectOf(pod), message: sentence })];
  });
}
