import { z } from 'zod';
import type { RoleAssignment } from '../../../seams/role-assignments.ts';

/** A role definition in the form that `az role definition create` takes (Microsoft Learn, "Azure custom roles: JSON format"). */
const roleDefinition = z.looseObject({
  Name: z.string(),
  Actions: z.array(z.string()).default([]),
  NotActions: z.array(z.string()).default([]),
  DataActions: z.array(z.string()).default([]),
  NotDataActions: z.array(z.string()).default([]),
});

export const roleAssignment = z.strictObject({ roleDefinition, scope: z.string().startsWith('/') });

/** A role definition and the scope at which the app's identity has it. */
export type GivenRole = z.input<typeof roleAssignment>;

export function toRoleAssignment(given: GivenRole): RoleAssignment {
  const { roleDefinition: role, scope } = roleAssignment.parse(given);
  return {
    scope,
    actions: role.Actions,
    notActions: role.NotActions,
    dataActions: role.DataActions,
    notDataActions: role.NotDataActions,
  };
}
