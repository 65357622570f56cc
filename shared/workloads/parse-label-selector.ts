import type { LabelRequirement, LabelSelector } from './label-selector.ts';

export type ParsedSelector = { ok: true; selector: LabelSelector } | { ok: false; mistake: string };

const operatorForms = /^(?<key>[^\s=!(),]+)\s*(?<operator>==|=|!=)\s*(?<value>[^\s=!(),]*)$/;
const setForms = /^(?<key>[^\s=!(),]+)\s+(?<operator>in|notin)\s*\((?<values>[^()]*)\)$/;
const existenceForms = /^(?<not>!?)\s*(?<key>[^\s=!(),]+)$/;

/**
 * Reads a label selector as `kubectl --selector` takes it: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`,
 * `!a`, separated by commas (Kubernetes, "Labels and Selectors"). Comparisons of numbers (`a>1`) are not taken.
 */
export function parseLabelSelector(text: string): ParsedSelector {
  const selector: LabelSelector = [];
  for (const part of splitOutsideParentheses(text)) {
    const requirement = parseRequirement(part.trim());
    if (!requirement) return refuse(`"${part.trim()}" is no requirement such as a=b, a!=b, a in (b,c), a or !a`);
    const mistake = findMistake(requirement);
    if (mistake) return refuse(mistake);
    selector.push(requirement);
  }
  return { ok: true, selector };
}

function refuse(mistake: string): ParsedSelector {
  return { ok: false, mistake };
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

/** Labels are qualified names: an optional DNS prefix and a name; values are names too, or empty. */
function findMistake({ key, values }: LabelRequirement): string | null {
  const [name, prefix, ...more] = key.split('/').reverse();
  if (more.length > 0 || !namePart.test(name ?? '') || (prefix !== undefined && !prefixPart.test(prefix)))
    return `"${key}" is no label name`;
  const wrong = values.find((value) => value !== '' && !namePart.test(value));
  return wrong === undefined ? null : `"${wrong}" is no label value`;
}
