import { foldCase } from '../plain/fold-case.ts';
import { isResourceGroupName } from './resource-group-name.ts';

/** The ARM id of a resource, taken apart. */
interface ResourceId {
  subscriptionId: string;
  resourceGroup: string;
  /** Such as `Microsoft.Network/virtualNetworks/subnets`, as it is spelled in the id. */
  type: string;
  /** One for each part of the type behind the provider. */
  names: string[];
}

const form =
  /^\/subscriptions\/(?<subscription>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/resourceGroups\/(?<group>[^/]{1,90})\/providers\/(?<provider>[a-z]+\.[a-z]+)(?<rest>(?:\/[a-z]+\/[^/]+){1,2})$/i;

/** Most resources: 1 to 80 letters, digits, `_`, `.` and `-`, with a letter or digit first and no `.` or `-` last. */
const anyName = /^(?=.{1,80}$)[a-z0-9]([\w.-]*\w)?$/i;

/** Where a type has other rules ("Naming rules and restrictions for Azure resources"). */
const namesOfTypes: Record<string, RegExp> = {
  'microsoft.network/virtualnetworks': /^(?=.{2,64}$)[a-z0-9][\w.-]*\w$/i,
  'microsoft.network/privatednszones': /^(?=.{1,253}$)\w([\w-]{0,61}\w)?(\.\w([\w-]{0,61}\w)?){0,33}$/i,
  'microsoft.managedidentity/userassignedidentities': /^[a-z0-9][\w-]{2,127}$/i,
};

/** Parses the ARM id of a resource in a resource group, in any case. Null for what could be none by Azure's rules for names. */
export function parseResourceId(text: string): ResourceId | null {
  const { subscription = '', group = '', provider = '', rest = '' } = form.exec(text)?.groups ?? {};
  if (!isResourceGroupName(group)) return null;
  const parts = rest.split('/').slice(1);
  const names: string[] = [];
  let type = provider;
  for (let at = 0; at < parts.length; at += 2) {
    const [kind = '', name = ''] = parts.slice(at, at + 2);
    type = `${type}/${kind}`;
    if (!(namesOfTypes[type.toLowerCase()] ?? anyName).test(name)) return null;
    names.push(name);
  }
  return { subscriptionId: subscription, resourceGroup: group, type, names };
}

/** Whether a text is the ARM id of a resource of this type, such as `Microsoft.Compute/hostGroups`, in any case. */
export function isResourceId(text: string, type: string): boolean {
  const found = parseResourceId(text);
  return found !== null && foldCase(found.type) === foldCase(type);
}
