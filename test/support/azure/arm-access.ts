import type { ArmAccess } from '../../../shared/azure/arm-client.ts';
import type { ClusterReference } from '../../../shared/ports/cluster-reference.ts';
import type { Outcome } from '../../../shared/ports/outcome.ts';
import { trustCertificate } from '../trust-certificate.ts';
import { armAudience, type EmulatedAzure } from './emulated-azure.ts';

/**
 * The adapter's way to an emulated Azure. Tokens come straight from its tenant: the library of the managed identity
 * keeps one token for every emulator of a process.
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

/** The value of a success; throws the failure, so that a test shows it. */
export function valueIn<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.failure.code}: ${outcome.failure.message}`);
  return outcome.value;
}

/** The failure; throws when there is none. */
export function failureIn(outcome: Outcome<unknown>) {
  if (outcome.ok) throw new Error(`It succeeded: ${JSON.stringify(outcome.value)}`);
  return outcome.failure;
}
