import { readFileSync } from 'node:fs';

/** A role definition as `az role definition create` takes it. */
export interface RoleDefinition {
  Name: string;
  IsCustom: boolean;
  Description: string;
  Actions: string[];
  NotActions: string[];
  DataActions: string[];
  NotDataActions: string[];
  AssignableScopes: string[];
}

export const roleNames = [
  'verifier',
  'provisioner',
  'cluster-reconciler',
  'subnet-user',
  'fleet-query',
  'kubernetes',
  'kubernetes-nodes',
  'kubernetes-namespace',
] as const;

export type RoleName = (typeof roleNames)[number];

export const rolesFolder = 'infra/roles';

export const readRole = (name: RoleName): RoleDefinition =>
  JSON.parse(readFileSync(`${rolesFolder}/${name}.json`, 'utf8')) as RoleDefinition;

/** The role at a scope, in the form of the emulator's `--access` file. */
export const assign = (name: RoleName, scope: string) => ({ roleDefinition: { ...readRole(name) }, scope });
