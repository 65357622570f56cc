/** One demand on labels. `notin` is also met where the label is absent, as in Kubernetes. */
export interface LabelRequirement {
  key: string;
  operator: 'in' | 'notin' | 'exists' | 'absent';
  values: string[];
}

/** Every requirement must be met; without any, everything is selected. */
export type LabelSelector = LabelRequirement[];

export function matchesLabels(selector: LabelSelector, labels: Record<string, string>): boolean {
  return selector.every((requirement) => meets(requirement, labels));
}

function meets({ key, operator, values }: LabelRequirement, labels: Record<string, string>): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  if (operator === 'exists') return value !== undefined;
  if (operator === 'absent') return value === undefined;
  return (value !== undefined && values.includes(value)) === (operator === 'in');
}
