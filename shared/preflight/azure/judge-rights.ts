import { roleNames } from '../../clusters/role-names.ts';
import { nameSome } from '../../plain/name-some.ts';
import { couldNotCheck, failed, notChecked, passed } from '../check-rows.ts';
import type { PreflightCheck } from '../preflight-check.ts';
import type { Reading } from '../reading.ts';
import { isGranted } from './granted.ts';
import type { GrantedRights, PolicyDenial } from './offers.ts';

const aks = 'Microsoft.ContainerService/managedClusters';

/** What a verification needs on a cluster. */
export const verifierActions = [`${aks}/read`, `${aks}/agentPools/read`, `${aks}/listClusterUserCredential/action`];

/** What a provisioning needs on a cluster. */
export const provisionerActions = [...verifierActions, `${aks}/agentPools/write`, `${aks}/agentPools/delete`];

/** What making and removing a whole cluster needs on its resource group. */
export const creatorActions = [...provisionerActions, `${aks}/write`, `${aks}/delete`];

/** What running commands in a cluster needs there (`KATAPROOF_RUN_COMMAND`). */
export const commandActions = [`${aks}/runCommand/action`, `${aks}/commandResults/read`];

/** What whoever makes a pool needs on each subnet that the pool names. */
export const joinAction = 'Microsoft.Network/virtualNetworks/subnets/join/action';

/** Rights that are needed on a resource, and the role that has them. */
export interface NeededRights {
  /** What the resource is, such as `cluster demo`. */
  on: string;
  actions: readonly string[];
  role: string;
  reading: Reading<GrantedRights[]>;
}

/** Whether this app's identity has a role for what it will do. Deny assignments are not told to it. */
export function judgeRights(name: 'azure-rights' | 'subnet-rights', needed: readonly NeededRights[]): PreflightCheck {
  const lacking = needed.flatMap(({ on, actions, role, reading }) => {
    if (!reading.ok) return [];
    const missing = actions.filter((action) => !isGranted(reading.value, action));
    return missing.length > 0 ? [{ on, role, missing }] : [];
  });
  const [first] = lacking;
  if (first)
    return failed(
      name,
      `This app may not ${nameSome(first.missing)} on ${first.on}.`,
      `Give its identity the role "${first.role}" there; it takes some minutes to take effect.`,
    );
  const unread = needed.find(({ reading }) => !reading.ok);
  if (unread && !unread.reading.ok)
    return couldNotCheck(name, `This app's rights on ${unread.on}`, unread.reading.failure);
  const places = needed.map(({ on }) => on);
  return passed(
    name,
    places.length > 0 ? `This app has every right that it needs on ${nameSome(places)}.` : 'None is needed.',
  );
}

/**
 * Why a cluster that only commands reach is not reached: this app may run none, or nobody told whether it may. Null where it
 * may.
 */
export function judgeCommandRights(clusterName: string, reading: Reading<GrantedRights[]>): PreflightCheck | null {
  const name = 'api-server';
  const only = 'The Kubernetes API is reached by commands alone that Azure runs in the cluster';
  const role = `Give its identity the role "${roleNames.runCommand}" on cluster ${clusterName}`;
  if (!reading.ok) {
    const { code, message } = reading.failure;
    const open = `${only}, and whether this app may run them could not be read (${code}): ${message}`;
    return notChecked(name, open, `${role}, unless it has it.`);
  }
  const missing = commandActions.filter((action) => !isGranted(reading.value, action));
  if (missing.length === 0) return null;
  return failed(
    name,
    `${only}, and this app may not ${nameSome(missing)} there.`,
    `${role}, or integrate the app into a virtual network with a way to the API server.`,
  );
}

/** Whether an assignment of Azure Policy denies the pool. */
export function judgePolicy(reading: Reading<PolicyDenial[]>): PreflightCheck {
  const name = 'azure-policy';
  if (!reading.ok) return couldNotCheck(name, 'The restrictions of Azure Policy', reading.failure);
  if (reading.value.length === 0) return passed(name, 'No assignment of Azure Policy denies the pool.');
  const told = reading.value.map(({ assignment, reason }) => (reason ? `${assignment} (${reason})` : assignment));
  return failed(
    name,
    `Azure Policy would deny the pool: ${nameSome(told)}.`,
    'Ask for a pool that the policy allows, or have its owner exempt the cluster.',
  );
}
