import { ArmError } from '../protocol/arm-error.ts';

export interface ResourceGroup {
  name: string;
  location: string;
  tags: Record<string, string>;
  /** The id of the resource that the group belongs to. */
  managedBy?: string;
}

export interface Subscription {
  /** GUID. */
  id: string;
  displayName: string;
  resourceGroups: ResourceGroup[];
}

/** Finds a subscription by its id. Throws ARM's 400 for a malformed id and 404 for an unknown one. */
export function findSubscription(subscriptions: readonly Subscription[], id: string): Subscription {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id))
    throw new ArmError(
      400,
      'InvalidSubscriptionId',
      `The provided subscription identifier '${id}' is malformed or invalid.`,
    );
  const subscription = subscriptions.find((candidate) => candidate.id.toLowerCase() === id.toLowerCase());
  if (!subscription) throw new ArmError(404, 'SubscriptionNotFound', `The subscription '${id}' could not be found.`);
  return subscription;
}

/** Finds a resource group by its name, in any case. Throws ARM's 404. */
export function findResourceGroup(subscription: Subscription, name: string): ResourceGroup {
  const group = subscription.resourceGroups.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (!group) throw new ArmError(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`);
  return group;
}
