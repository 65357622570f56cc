/**
 * A role that the app's identity has in Azure, and where (Microsoft Learn, "Understand Azure role definitions"). `*` in an
 * operation stands for any text.
 */
export interface RoleAssignment {
  /** The id of a subscription, a resource group or a resource, or a namespace of a cluster: `<cluster>/namespaces/<name>`. */
  scope: string;
  actions: readonly string[];
  notActions: readonly string[];
  dataActions: readonly string[];
  notDataActions: readonly string[];
}

/** Whether an assignment at the scope or above it grants the action, such as `Microsoft.Compute/skus/read`. */
export function grantsAction(assignments: readonly RoleAssignment[], action: string, scope: string): boolean {
  return assignments.some(
    (assignment) =>
      isWithin(scope, assignment.scope) && has(assignment.actions, action) && !has(assignment.notActions, action),
  );
}

/** Whether an assignment at the scope or above it grants the data action. */
export function grantsDataAction(assignments: readonly RoleAssignment[], action: string, scope: string): boolean {
  return assignments.some(
    (assignment) =>
      isWithin(scope, assignment.scope) &&
      has(assignment.dataActions, action) &&
      !has(assignment.notDataActions, action),
  );
}

/** Whether a scope is the other one or lies below it. Azure compares ids without regard to case. */
export function isWithin(scope: string, above: string): boolean {
  const [inner, outer] = [`${scope}/`.toLowerCase(), `${above.replace(/\/$/, '')}/`.toLowerCase()];
  return inner.startsWith(outer);
}

const has = (granted: readonly string[], action: string) => granted.some((pattern) => covers(pattern, action));

function covers(pattern: string, action: string): boolean {
  const [first = '', ...others] = pattern.toLowerCase().split('*');
  const text = action.toLowerCase();
  if (others.length === 0) return text === first;
  const last = others.pop() ?? '';
  let from = first.length;
  for (const part of others) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return text.startsWith(first) && text.endsWith(last) && text.length - last.length >= from;
}
