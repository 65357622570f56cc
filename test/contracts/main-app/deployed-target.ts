import type { MainAppTarget } from '../../support/main-app/main-app-target.ts';

/** A deployed Kataproof. Its cluster does not exist, so nothing is provisioned there. */
export function deployedTarget(url: string, masterKey: string | undefined): MainAppTarget {
  return {
    name: 'deployed app',
    baseUrl: url.replace(/\/+$/, ''),
    masterKey,
    asksForKeys: true,
    cluster: { subscriptionId: '00000000-0000-4000-8000-000000000000', resourceGroup: 'nowhere', name: 'nowhere' },
    asked: [],
  };
}
