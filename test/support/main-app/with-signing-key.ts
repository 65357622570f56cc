import type { EmulatorReady } from '../../../scripts/local-stack/start-emulated-azure.ts';

/** The setting with which evidence is signed by the emulated vault. */
export const withSigningKey = ({ signingKey }: Pick<EmulatorReady, 'signingKey'>): Record<string, string> => ({
  KATAPROOF_SIGNING_KEY: signingKey,
});
