import type { MainAppTarget } from './main-app-target.ts';
import { withRefusingSink } from './refusing-sink.ts';
import { startTestStack, type TestStack } from './start-test-stack.ts';
import { withSigningKey } from './with-signing-key.ts';

/** Makes the app of a running local stack a target of the suite. */
export function toTarget(stack: TestStack, scenario: string): MainAppTarget {
  const { baseUrl, masterKey } = stack.host().ready;
  return {
    name: 'our host',
    baseUrl,
    masterKey,
    asksForKeys: true,
    storageConnection: stack.connectionString,
    eventQueue: stack.eventQueue,
    cluster: stack.clusterBody,
    azure: { scenario, ready: stack.emulator },
    async restart() {
      await stack.host().stop('SIGKILL');
      await stack.restartHost();
    },
    asked: [],
  };
}

/** Starts our host with the built app and an emulated Azure. Waits are accelerated as in every test stack. */
export async function startOnOurHost(scenario: string): Promise<MainAppTarget & { stop(): Promise<void> }> {
  const stack = await startTestStack({
    scenario,
    settingsFor: (azure) => ({ ...withRefusingSink(azure), ...withSigningKey(azure) }),
  });
  return { ...toTarget(stack, scenario), stop: stack.stop };
}
