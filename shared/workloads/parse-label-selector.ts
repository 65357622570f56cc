import { isLabelKey, isLabelValue } from '../clusters/label-format.ts';
import type { LabelRequirement, LabelSelector } from './label-selector.ts';

/** Most characters of a selector. */
const mostChars = 4096;

const operatorForms = /^(?<key>[^\s=!(),]+)\s*(?<operator>==|=|!=)\s*(?<value>[^\s=!(),]*)$/;
const setForms = /^(?<key>[^\s=!(),]+)\s+(?<operator>in|notin)\s*\((?<values>[^()]*)\)$/;
const existenceForms = /^(?<not>!?)\s*(?<key>[^\s=!(),]+)$/;

/**
 * Parses a label selector of `kubectl --selector`: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`,
 * separated by commas (Kubernetes, "Labels and Selectors"). Null for anything else, also for names and values that no
 * label can have, for comparisons of numbers (`a>1`) and for more than 4,096 characters.
 */
export function parseLabelSelector(text: string): LabelSelector | null {
  if (text.length > mostChars) return null;
  const requirements = splitOutsideParentheses(text).map((part) => parseRequirement(part.trim()));
  const selector = requirements.filter((requirement) => requirement !== null);
  return selector.length === requirements.length && selector.every(isPossible) ? selector : null;
}

/** Splits at commas in one pass; a parenthesis that never closes keeps the rest together. */
function splitOutsideParentheses(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let inside = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') inside = true;
    else if (text[at] === ')') inside = false;
    else if (text[at] === ',' && !inside) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
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
