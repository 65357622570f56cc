/** One requirement of a label selector. As in Kubernetes, `notin` also matches when the label is absent. */
export interface LabelRequirement {
  key: string;
  operator: 'in' | 'notin' | 'exists' | 'absent';
  values: string[];
}

/** A selector matches when every requirement does; a selector without requirements matches everything. */
export type LabelSelector = LabelRequirement[];

/** Whether labels match a selector. */
export function matchesLabels(selector: LabelSelector, labels: Record<string, string>): boolean {
  return selector.every((requirement) => meets(requirement, labels));
}

function meets({ key, operator, values }: LabelRequirement, labels: Record<string, string>): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  if (operator === 'exists') return value !== undefined;
  if (operator === 'absent') return value === undefined;
  return (value !== undefined && values.includes(value)) === (operator === 'in');
}
