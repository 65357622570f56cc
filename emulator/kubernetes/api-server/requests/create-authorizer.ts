import type { AccessRule } from '../../../scenarios/scenario.ts';
import type { AccessRecord } from '../../../seams/access-record.ts';
import { grantsDataAction, type RoleAssignment } from '../../../seams/role-assignments.ts';
import { localAccount } from '../../../seams/token-authority.ts';
import type { Access } from './access-of.ts';
import { dataActionOf, scopeOf } from './data-action.ts';

/** What decides in a cluster. Null means that it is not asked. */
export interface ClusterAuthorization {
  /** The ARM id of the cluster. */
  clusterId: string;
  /** The rules of Kubernetes' RBAC that are bound to the app's identity. */
  rules: readonly AccessRule[] | null;
  /** The roles in Azure of the app's identity, in a cluster with Azure RBAC for Kubernetes. */
  roleAssignments: readonly RoleAssignment[] | null;
  record: AccessRecord;
}

export interface Decision {
  allowed: boolean;
  /** For people; may be empty. */
  reason: string;
}

export interface Authorizer {
  /** Decides as a union of authorizers does: one that allows is enough. Records that the right was needed. */
  decide(user: string, access: Access): Decision;
  /** The same for somebody who only asks whether he might. */
  review(user: string, access: Access): Decision;
}

/** The words of AKS' webhook (kubeguard/guard, authz/providers/azure/rbac). */
const notInAzure = 'User does not have access to the resource in Azure. Update role assignment to allow access.';

/** Creates a cluster's authorizer. Where nothing decides, everything is allowed; what was needed is recorded all the same. */
export function createAuthorizer({ clusterId, rules, roleAssignments, record }: ClusterAuthorization): Authorizer {
  const byKubernetes = (access: Access, needed: AccessRecord['add']) => {
    const allowed = rules?.some((rule) => covers(rule, access)) ?? roleAssignments === null;
    const operation = `${access.verb} ${access.resource}`;
    needed({ by: 'kubernetes-rbac', operation, scope: access.namespace ?? '*', allowed });
    return allowed;
  };
  const byAzure = (access: Access, needed: AccessRecord['add']) => {
    const [operation, scope] = [dataActionOf(access), scopeOf(clusterId, access)];
    const allowed = roleAssignments !== null && grantsDataAction(roleAssignments, operation, scope);
    needed({ by: 'azure-rbac', operation, scope, allowed: allowed || roleAssignments === null });
    return allowed;
  };
  const judge = (user: string, access: Access, needed: AccessRecord['add']): Decision => {
    if (user === localAccount) return { allowed: true, reason: '' };
    const [kubernetes, azure] = [byKubernetes(access, needed), byAzure(access, needed)];
    if (kubernetes) return { allowed: true, reason: rules === null ? 'everything is allowed in this emulation' : '' };
    if (azure) return { allowed: true, reason: 'Access allowed by Azure RBAC' };
    return { allowed: false, reason: roleAssignments === null ? '' : notInAzure };
  };
  return {
    decide: (user, access) => judge(user, access, record.add),
    review: (user, access) => judge(user, access, () => {}),
  };
}

function covers(rule: AccessRule, { verb, group, resource, namespace }: Access): boolean {
  const inPlace = rule.namespace === null || rule.namespace === namespace;
  const has = (names: readonly string[], name: string) => names.includes(name) || names.includes('*');
  return inPlace && has(rule.apiGroups, group) && has(rule.resources, resource) && has(rule.verbs, verb);
}
