import { isWithin, type RoleAssignment } from '../../../seams/role-assignments.ts';
import type { Route } from '../protocol/match-route.ts';

const provider = '/providers/Microsoft.Authorization/permissions';
const group = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}';

/** The scopes for which the caller's permissions can be read here: a group, a cluster, a subnet. */
const scopes = [
  group,
  `${group}/providers/{namespace}/{type}/{name}`,
  `${group}/providers/{namespace}/{type}/{name}/{childType}/{child}`,
];

/**
 * Creates the routes that tell the app's identity what it may do at a scope: one entry for each of its assignments there or
 * above ("Permissions - List For Resource", Microsoft.Authorization 2022-04-01). Without assignments it may do everything.
 */
export function createPermissionRoutes(assignments: readonly RoleAssignment[] | null): Route[] {
  return scopes.map((scope) => ({
    method: 'GET',
    pattern: `${scope}${provider}`,
    handle(call) {
      const at = decodeURIComponent(call.url.pathname).slice(0, -provider.length);
      const held = assignments?.filter((assignment) => isWithin(at, assignment.scope)) ?? [everything];
      const value = held.map(({ actions, notActions, dataActions, notDataActions }) => ({
        ...{ actions, notActions, dataActions, notDataActions },
      }));
      return { status: 200, body: { value } };
    },
  }));
}

const everything: Omit<RoleAssignment, 'scope'> = {
  ...{ actions: ['*'], notActions: [], dataActions: [], notDataActions: [] },
};
