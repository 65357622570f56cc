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
  'cluster-creator',
  'subnet-user',
  'identity-user',
  'fleet-query',
  'preflight',
  'run-command',
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

/** The subscription that every emulator has. */
const seededSubscription = '/subscriptions/11111111-1111-4111-8111-111111111111';

/** Azure's own role, on the emulated vault's key (Microsoft Learn, "Azure built-in roles for Security"). */
const keyVaultCryptoUser = {
  roleDefinition: {
    ...{
      Name: 'Key Vault Crypto User',
      IsCustom: false,
      Description: '',
      Actions: [],
      NotActions: [],
      NotDataActions: [],
    },
    DataActions: ['read', 'update/action', 'backup/action', 'encrypt/action', 'decrypt/action', 'wrap/action']
      .concat(['unwrap/action', 'sign/action', 'verify/action'])
      .map((operation) => `Microsoft.KeyVault/vaults/keys/${operation}`),
    AssignableScopes: ['/'],
  },
  scope: `${seededSubscription}/resourceGroups/fleet/providers/Microsoft.KeyVault/vaults/kataproof/keys/evidence`,
};

/**
 * The rights with which tests run the app, in the form of the emulator's `--access` file: those of its settings and no others,
 * so that whatever the app does beyond them fails.
 */
export function rightsFor(
  settings: Record<string, string> = {},
  { mayCreateClusters = false } = {},
): { roleAssignments: ReturnType<typeof assign>[] } {
  const given: RoleName[] = ['provisioner', 'preflight', 'kubernetes'];
  if (mayCreateClusters) given.push('cluster-creator');
  if (settings['KATAPROOF_RECONCILE_CLUSTER'] === 'true') given.push('cluster-reconciler');
  if ((settings['KATAPROOF_RUN_COMMAND'] ?? 'never') !== 'never') given.push('run-command');
  if (settings['KATAPROOF_FLEET_RESOURCE_GRAPH'] === 'true') given.push('fleet-query');
  return { roleAssignments: [...given.map((name) => assign(name, seededSubscription)), keyVaultCryptoUser] };
}
