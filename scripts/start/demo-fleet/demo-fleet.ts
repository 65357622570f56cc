import type { EmulatorReady } from '../../local-stack/start-emulated-azure.ts';
import type { StackOptions } from '../../local-stack/start-local-stack.ts';
import { startService } from '../../local-stack/start-service.ts';
import { fleetSeeds } from './fleet-seeds.ts';

/**
 * What a local stack is started with to have a fleet with a past: its clusters, what its policy asks for, and two sinks of
 * alerts, of which the second refuses every one. Settings of the environment win.
 */
export function withDemoFleet(signal: AbortSignal): Pick<StackOptions, 'clusters' | 'prepare'> {
  return {
    clusters: fleetSeeds,
    prepare: async ({ emulator, environment, logDirectory }) => {
      console.log('Writing the past of the demo fleet');
      const past = await startService<{ runs: number }>({
        name: 'demo-fleet',
        arguments: ['scripts/start/demo-fleet/write-past.ts', '--subscription', emulator.subscriptionId],
        environment,
        logDirectory,
        signal,
      });
      await past.ended;
    },
  };
}

/** Settings of the app for the demo fleet. */
export function settingsOfDemoFleet({ control }: Pick<EmulatorReady, 'control'>): Record<string, string> {
  const pager = {
    ...{ name: 'pager', kind: 'webhook', minimumSeverity: 'critical' },
    // Nobody is there: the address answers 404, as that of a hook does which somebody has removed.
    url: `${control}/__emulator/removed-hook`,
    secret: `whsec_${Buffer.alloc(32, 'demo').toString('base64')}`,
  };
  return {
    KATAPROOF_ALERT_SINKS: JSON.stringify([pager]),
    KATAPROOF_SANDBOX_NAMESPACE_SELECTOR: 'isolation=required',
  };
}
