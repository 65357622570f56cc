import type { AccessRecord } from '../../../seams/access-record.ts';
import { grantsAction, type RoleAssignment } from '../../../seams/role-assignments.ts';
import { managedIdentity } from '../../identity/principals.ts';
import { ArmError } from '../protocol/arm-error.ts';
import { linkedRights } from './linked-resources.ts';
import { requiredOperation } from './required-operation.ts';

/** Azure RBAC of the control plane, for the one identity that the emulated tenant has. */
export interface Authorizer {
  /** Throws 403 AuthorizationFailed or LinkedAuthorizationFailed when a right is missing. */
  authorize(request: { method: string; pattern: string; pathname: string; body: unknown }): void;
  /** Whether a resource may be read. Queries leave out what may not. */
  mayRead(action: string, scope: string): boolean;
}

/** Creates the authorizer. Without assignments (null) everything is allowed; what was needed is recorded all the same. */
export function createAuthorizer(assignments: readonly RoleAssignment[] | null, record: AccessRecord): Authorizer {
  const isGranted = (action: string, scope: string) => {
    if (assignments === null) return true;
    // A query of the whole tenant is allowed to whoever may query anywhere, and shows what may be read.
    if (scope === '/') return assignments.some((assignment) => grantsAction([assignment], action, assignment.scope));
    return grantsAction(assignments, action, scope);
  };
  const check = (action: string, scope: string) => {
    const allowed = isGranted(action, scope);
    record.add({ by: 'resource-manager', operation: action, scope, allowed });
    return allowed;
  };
  return {
    authorize({ method, pattern, pathname, body }) {
      const required = requiredOperation(method, pattern, pathname);
      if (required === null) return;
      const { action, scope } = required;
      if (!check(action, scope)) throw refusal('AuthorizationFailed', missing(action, scope));
      for (const linked of linkedRights(action, body))
        if (!check(linked.action, linked.scope))
          throw refusal('LinkedAuthorizationFailed', missingOnLinked(action, scope, linked.action, linked.scope));
    },
    mayRead: isGranted,
  };
}

const client = `The client '${managedIdentity.clientId}' with object id '${managedIdentity.objectId}'`;

const refusal = (code: string, message: string) => new ArmError(403, code, message);

/** As recorded in many public issues of Azure/azure-cli and Azure/AKS. */
function missing(action: string, scope: string): string {
  return `${client} does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
}

/** As recorded in kubernetes-sigs/cloud-provider-azure#1999 and Azure/AKS#2673. */
function missingOnLinked(action: string, scope: string, linked: string, linkedScope: string): string {
  return `${client} has permission to perform action '${action}' on scope '${scope}'; however, it does not have permission to perform action '${linked}' on the linked scope(s) '${linkedScope}' or the linked scope(s) are invalid.`;
}
