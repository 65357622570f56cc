/** The emulated Entra tenant. It has one managed identity, which is the function app's, and an owner. */
export const tenantId = '22222222-2222-4222-8222-222222222222';

export const managedIdentity = {
  clientId: '33333333-3333-4333-8333-333333333333',
  objectId: '44444444-4444-4444-8444-444444444444',
  resourceId:
    '/subscriptions/11111111-1111-4111-8111-111111111111/resourcegroups/fleet/providers/Microsoft.Web/sites/kataproof',
} as const;

/** Somebody else, who owns every subscription. */
export const owner = { objectId: '55555555-5555-4555-8555-555555555555' } as const;
