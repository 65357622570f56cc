/** What `isResourceGroupName` takes, for messages. */
export const resourceGroupNameInWords =
  '1 to 90 letters, digits, dots, dashes, underscores and parentheses, with no dot at its end';

/** Whether a resource group can have this name ("Naming rules and restrictions for Azure resources"). */
export function isResourceGroupName(name: string): boolean {
  return name.length <= 90 && /^[\p{L}\p{N}._()-]*[\p{L}\p{N}_()-]$/u.test(name);
}
