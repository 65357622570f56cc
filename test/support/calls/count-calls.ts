import type { LoggedRequest } from '../../../emulator/seams/cluster-record.ts';
import type { RunAnswer } from '../../../scripts/local-stack/call-api.ts';
import { type ArmRequest, readUntilEnded, type TestStack } from '../main-app/start-test-stack.ts';
import { nameCall, readClusterRecord } from './cluster-record.ts';

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

/** The calls of a verification over HTTP by what they are for. */
export interface CallsByPurpose {
  /** Before anything starts, so that a request that cannot be met is refused at once. */
  request: Calls;
  run: Calls;
  /** The look at all workloads of the cluster, which follows the run where there is a policy. */
  inspection: Calls;
}

/**
 * Tells apart what a verification has called, by the order of its calls: the request reads the cluster once at ARM and asks
 * its API server for its version; once the namespace is gone, what still calls the cluster is the inspection, which begins with one
 * reading at ARM.
 */
export function splitCalls({ kubernetes, arm }: Calls): CallsByPurpose {
  const names = kubernetes.map(nameCall);
  const end = names.lastIndexOf('watch namespaces') + 1;
  if (end === 0) throw new Error('No end of a namespace was watched.');
  const isOfRequest = (index: number) => names[index] === 'GET /version';
  const until = kubernetes.length > end ? arm.length - 1 : arm.length;
  return {
    request: { kubernetes: kubernetes.filter((_, index) => isOfRequest(index)), arm: arm.slice(0, 1) },
    run: { kubernetes: kubernetes.filter((_, index) => index < end && !isOfRequest(index)), arm: arm.slice(1, until) },
    inspection: { kubernetes: kubernetes.slice(end), arm: arm.slice(until) },
  };
}
