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

const namePart = /^[a-z0-9]([\w.-]{0,61}[a-z0-9])?$/i;
const prefixPart = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/**
 * Whether labels can have this key and these values: a key is a name with an optional DNS prefix, and a value is a name
 * or empty.
 */
function isPossible({ key, values }: LabelRequirement): boolean {
  const [name = '', prefix, ...more] = key.split('/').reverse();
  return (
    more.length === 0 &&
    namePart.test(name) &&
    (prefix === undefined || prefixPart.test(prefix)) &&
    values.every((value) => value === '' || namePart.test(value))
  );
}
