import { parseArgs } from 'node:util';
import { findScenario } from '../emulator/scenarios/catalogue.ts';
import { startLocalStack } from './local-stack/start-local-stack.ts';

/** Serves everything locally until Ctrl-C. The state stays in .local/ between starts. */
const { values } = parseArgs({
  options: {
    scenario: { type: 'string', default: 'healthy' },
    speed: { type: 'string', default: '10' },
    port: { type: 'string', default: '7071' },
  },
});

try {
  findScenario(values.scenario);
  const stack = await startLocalStack({
    stateDirectory: '.local',
    scenario: values.scenario,
    speed: Number(values.speed),
    port: Number(values.port),
    durableTables: true,
    onStep: (step) => console.log(`Starting ${step}`),
  });
  const { baseUrl, masterKey, functions } = stack.host().ready;
  const { subscriptionId, resourceGroup, cluster, adminKubeconfig } = stack.emulator;
  console.log(`
Kataproof listens on ${baseUrl} (${functions.length} functions). Ctrl-C ends everything.

  curl -s ${baseUrl}/api/provisionings -H 'x-functions-key: ${masterKey}' -H 'content-type: application/json' \\
    -d '{"cluster":{"subscriptionId":"${subscriptionId}","resourceGroup":"${resourceGroup}","name":"${cluster}"},"nodePool":{"name":"kata"},"cleanup":"keep"}'
  kubectl --kubeconfig ${adminKubeconfig} get nodes

Logs: ${stack.logDirectory}`);
  const end = () => void stack.stop().then(() => process.exit(0));
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
