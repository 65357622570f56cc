import type { LoggedRequest } from '../../../emulator/seams/cluster-record.ts';
import type { RunAnswer } from '../../../scripts/local-stack/call-api.ts';
import { type ArmRequest, readUntilEnded, type TestStack } from '../main-app/start-test-stack.ts';
import { readClusterRecord } from './cluster-record.ts';

/** What was called while something was done. */
export interface Calls {
  /** To the cluster's API server. */
  kubernetes: LoggedRequest[];
  /** To Azure Resource Manager. */
  arm: ArmRequest[];
}

/** Does something that calls the seeded cluster, and tells the calls. Nothing else may call it meanwhile. */
export async function countCalls(stack: TestStack, act: () => Promise<void>): Promise<Calls> {
  const read = async () => ({
    kubernetes: [...(await readClusterRecord(stack.emulator)).requests],
    arm: (await stack.armRequests()).filter(({ service }) => service === 'resource-manager'),
  });
  const before = await read();
  await act();
  const after = await read();
  return {
    kubernetes: after.kubernetes.slice(before.kubernetes.length),
    arm: after.arm.slice(before.arm.length),
  };
}

/** Verifies a pool in a fresh process of the app, to its end. Throws when it was not found isolated. */
export async function countCallsOfVerification(stack: TestStack, nodePool: string): Promise<Calls> {
  await stack.host().stop();
  await stack.restartHost();
  return countCalls(stack, async () => {
    const { id } = await stack.call<RunAnswer>('/api/verifications', { cluster: stack.clusterBody, nodePool });
    const { result } = await readUntilEnded(stack, id);
    if (result?.verdict !== 'isolated') throw new Error(`Pool ${nodePool} is ${result?.verdict}: ${result?.reason}`);
  });
}
