import { isResourceGroupName } from './resource-group-name.ts';

const form =
  /^\/subscriptions\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/resourceGroups\/(?<group>[^/]{1,90})\/providers\/(?<type>[a-z]+\.[a-z]+\/[a-z]+)\/[\w.-]{1,80}$/i;

/** Whether a text is the ARM id of a resource of this type, such as `Microsoft.Compute/hostGroups`, in any case. */
export function isResourceId(text: string, type: string): boolean {
  const found = form.exec(text)?.groups;
  return found?.['type']?.toLowerCase() === type.toLowerCase() && isResourceGroupName(found['group'] ?? '');
}
