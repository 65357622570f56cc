import { isLabelKey, isLabelValue } from '../clusters/label-format.ts';
import type { LabelRequirement, LabelSelector } from './label-selector.ts';

const operatorForms = /^(?<key>[^\s=!(),]+)\s*(?<operator>==|=|!=)\s*(?<value>[^\s=!(),]*)$/;
const setForms = /^(?<key>[^\s=!(),]+)\s+(?<operator>in|notin)\s*\((?<values>[^()]*)\)$/;
const existenceForms = /^(?<not>!?)\s*(?<key>[^\s=!(),]+)$/;

/**
 * Parses a label selector of `kubectl --selector`: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`,
 * separated by commas (Kubernetes, "Labels and Selectors"). Null for anything else, also for names and values that no
 * label can have and for comparisons of numbers (`a>1`).
 */
export function parseLabelSelector(text: string): LabelSelector | null {
  const requirements = splitOutsideParentheses(text).map((part) => parseRequirement(part.trim()));
  const selector = requirements.filter((requirement) => requirement !== null);
  return selector.length === requirements.length && selector.every(isPossible) ? selector : null;
}

function splitOutsideParentheses(text: string): string[] {
  return text.split(/,(?![^(]*\))/);
}

function parseRequirement(text: string): LabelRequirement | null {
  const compared = operatorForms.exec(text)?.groups;
  if (compared)
    return {
      key: compared['key'] ?? '',
      operator: compared['operator'] === '!=' ? 'notin' : 'in',
      values: [compared['value'] ?? ''],
    };
  const chosen = setForms.exec(text)?.groups;
  if (chosen)
    return {
      key: chosen['key'] ?? '',
      operator: chosen['operator'] === 'in' ? 'in' : 'notin',
      values: (chosen['values'] ?? '').split(',').map((value) => value.trim()),
    };
  const existing = existenceForms.exec(text)?.groups;
  if (!existing) return null;
  return { key: existing['key'] ?? '', operator: existing['not'] ? 'absent' : 'exists', values: [] };
}

/** Whether labels can have this key and these values. */
function isPossible({ key, values }: LabelRequirement): boolean {
  return isLabelKey(key) && values.every(isLabelValue);
}
