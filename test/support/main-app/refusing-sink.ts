import type { EmulatorReady } from '../../../scripts/local-stack/start-emulated-azure.ts';

/** Part of its address, which nobody may ever be shown. */
export const secretOfSink = 'never-to-be-shown-4711';

/** The setting of a second sink beside the topic: one that refuses every alert for good. */
export const withRefusingSink = ({ control }: Pick<EmulatorReady, 'control'>): Record<string, string> => ({
  KATAPROOF_ALERT_SINKS: JSON.stringify([
    {
      name: 'refusing',
      kind: 'webhook',
      url: `${control}/__emulator/nobody?sig=${secretOfSink}`,
      secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    },
  ]),
});
