import type { ArmAccess } from '../../../shared/azure/arm-client.ts';
import type { ClusterReference } from '../../../shared/clusters/cluster-reference.ts';
import { trustCertificate } from '../trust-certificate.ts';
import { armAudience, type EmulatedAzure } from './emulated-azure.ts';

/**
 * Returns the adapter's access to an emulated Azure. Tokens come directly from its tenant, because the library for
 * managed identities keeps one token for all emulators of a process.
 */
export function accessTo(azure: EmulatedAzure, audience = armAudience): ArmAccess {
  trustCertificate(azure.emulator.certificateAuthorityPem);
  return {
    endpoint: azure.emulator.settings.AZURE_RESOURCE_MANAGER_ENDPOINT,
    audience,
    credential: {
      async getToken(scopes) {
        const { token, expiresOnSeconds } = await azure.emulator.tokens.issueToken([scopes].flat()[0] ?? '', 3600);
        return { token, expiresOnTimestamp: expiresOnSeconds * 1000 };
      },
    },
  };
}

export function clusterOf({ emulator }: EmulatedAzure): ClusterReference {
  return { subscriptionId: emulator.subscriptionId, resourceGroup: emulator.resourceGroup, name: emulator.cluster };
}
