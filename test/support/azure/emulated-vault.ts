import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmulatorOptions, type RunningEmulator, startEmulator } from '../../../emulator/start-emulator.ts';
import { createEvidenceSigner, type VaultAccess } from '../../../shared/azure/key-vault/key-vault-evidence-signer.ts';
import { trustCertificate } from '../trust-certificate.ts';
import { createStubKubernetes } from './stub-kubernetes.ts';

export interface EmulatedVault {
  emulator: RunningEmulator;
  /** The adapter, signing with the first key unless told otherwise. */
  createSigner(change?: Partial<VaultAccess>): ReturnType<typeof createEvidenceSigner>;
  stop(): Promise<void>;
}

/** Starts an emulated Azure whose vault this process trusts. */
export async function startVault(
  options: Pick<EmulatorOptions, 'keys' | 'roleAssignments'> = {},
): Promise<EmulatedVault> {
  const stateDir = await mkdtemp(join(tmpdir(), 'kataproof-vault-'));
  const emulator = await startEmulator({ ...options, stateDir, kubernetes: createStubKubernetes() });
  trustCertificate(emulator.certificateAuthorityPem);
  /** The managed identity's library keeps one token for all emulators of a process. */
  const credential = {
    async getToken(scopes: string | string[]) {
      const { token, expiresOnSeconds } = await emulator.tokens.issueToken([scopes].flat()[0] ?? '', 3600);
      return { token, expiresOnTimestamp: expiresOnSeconds * 1000 };
    },
  };
  return {
    emulator,
    createSigner: (change = {}) =>
      createEvidenceSigner({ credential, keyId: emulator.signingKey, now: Date.now, ...change }),
    async stop() {
      await emulator.stop();
      await rm(stateDir, { recursive: true });
    },
  };
}
