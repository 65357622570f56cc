import { durations } from '../../controller-runtime/timeline.ts';
import type { Kernel } from '../../shell/kernel.ts';
import type { PodEnvironment } from '../containers/pod-environment.ts';
import { chooseKernel } from './choose-kernel.ts';

/** Tries to create a sandbox until containerd succeeds, if necessary for ever. Resolves with the kernel of the pod. */
export async function createPodSandbox(environment: PodEnvironment): Promise<Kernel> {
  const { pod, timeline, identifiers } = environment;
  const sandboxId = identifiers.hex(64);
  for (;;) {
    const choice = chooseKernel(pod, { ...environment, now: timeline.now(), sandboxId });
    await environment.wait(choice.outcome === 'kernel' && choice.kata ? durations.kataStart : durations.ordinaryStart);
    if (choice.outcome === 'kernel') return choice.kernel;
    const message = `Failed to create pod sandbox: ${choice.message}`;
    environment.tell({ type: 'Warning', reason: 'FailedCreatePodSandBox', message });
    await environment.wait(durations.sandboxRetry);
  }
}
