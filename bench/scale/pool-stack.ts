import { join } from 'node:path';
import type { RunAnswer } from '../../scripts/local-stack/call-api.ts';
import type { StackOptions } from '../../scripts/local-stack/start-local-stack.ts';
import { readEnd } from '../../test/support/fleet/fleet-night.ts';
import { startTestStack, type TestStack } from '../../test/support/main-app/start-test-stack.ts';

const pool = { vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux' };
const system = { ...pool, name: 'system', mode: 'System', count: 1 };

/** A cluster with one Kata pool of so many nodes; with none where the number is 0. */
export const clusterOf = (name: string, nodes: number): object => ({
  name,
  startsWhenAsked: true,
  pools: [
    system,
    ...(nodes === 0 ? [] : [{ ...pool, name: 'kata', mode: 'User', count: nodes, workloadRuntime: 'KataVmIsolation' }]),
  ],
});

/** Starts the whole stack on clusters of these. Each run that is asked for there is the only one at its time. */
export function startPoolStack(clusters: object[], options: Partial<StackOptions> = {}): Promise<TestStack> {
  return startTestStack({ scenario: 'healthy', clusters, ...options });
}

/** Where the host of a stack keeps its journal. */
export const journalOf = (stateDirectory: string): string => join(stateDirectory, 'functions', 'Kataproof.jsonl');

/**
 * Asks for a run and waits for its end. Throws when it does not end `isolated`. Durable is asked whether it has ended: an
 * answer of the app has all nodes of a run, and would cost the more the larger it is and the longer it takes.
 */
export async function spendRun(stack: TestStack, path: string, body: object): Promise<RunAnswer> {
  const { id } = await stack.call<RunAnswer>(path, body);
  await readEnd(stack, id);
  const run = await stack.call<RunAnswer>(`/api/runs/${id}`);
  if (run.result?.verdict !== 'isolated') throw new Error(`${run.id} is not isolated: ${JSON.stringify(run.result)}`);
  return run;
}

/** Proves the pool of a cluster. */
export function provePool(stack: TestStack, name: string): Promise<RunAnswer> {
  return spendRun(stack, '/api/verifications', { cluster: { ...stack.clusterBody, name }, nodePool: 'kata' });
}
