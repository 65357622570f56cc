import { isResourceGroupName } from './resource-group-name.ts';

const form =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/(?<group>[^/]{1,90})\/providers\/Microsoft\.Network\/virtualNetworks\/[\w.-]{2,64}\/subnets\/[\w.-]{1,80}$/i;

/** Whether a text is the ARM id of a subnet ("Naming rules and restrictions for Azure resources", Microsoft.Network). */
export function isSubnetId(text: string): boolean {
  return isResourceGroupName(form.exec(text)?.groups?.['group'] ?? '');
}
