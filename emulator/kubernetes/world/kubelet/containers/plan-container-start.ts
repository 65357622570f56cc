import type { Container } from '../../../api/pod-shapes.ts';
import { durations } from '../../controller-runtime/timeline.ts';
import type { WaitingState } from './container-status.ts';
import { needsPull, pullError } from './image-puller.ts';

/** The stage of a container between waiting and created. */
export type StartStage =
  | { stage: 'image' }
  | { stage: 'pull'; backOffMs: number }
  | { stage: 'pulled'; backOffMs: number; tookMs: number }
  | { stage: 'pull-failed'; backOffMs: number; why: string }
  | { stage: 'config' }
  | { stage: 'create' };

export interface StartFacts {
  container: Container;
  imagePresent: boolean;
  /** A fault: the registry cannot be reached. */
  pullFails: boolean;
  /** Why the configuration does not allow to create the container, or null. */
  configProblem: string | null;
}

export interface ContainerEvent {
  type?: 'Warning';
  reason: string;
  message: string;
}

export interface StartStep {
  events: ContainerEvent[];
  /** The state to publish, or null when it does not change. */
  waiting: WaitingState | null;
  /** Whether the machine has the image from now on. */
  keepImage: boolean;
  /** The time until the next stage, in emulated milliseconds. */
  waitMs: number;
  next: StartStage;
}

/** The pause between a failed pull and the event that says that the kubelet backs off. */
const untilBackOffMs = durations.backOff / 5;

const step = (next: StartStage, more: Partial<Omit<StartStep, 'next'>> = {}): StartStep => ({
  events: [],
  waiting: null,
  keepImage: false,
  waitMs: 0,
  next,
  ...more,
});
const warn = (message: string): ContainerEvent => ({ type: 'Warning', reason: 'Failed', message });

/**
 * Plans the next stage of a container that starts, with the kubelet's events (pkg/kubelet/images,
 * pkg/kubelet/kuberuntime). An image that cannot be pulled and an incomplete configuration are tried again for ever.
 */
export function planContainerStart(at: StartStage, facts: StartFacts): StartStep {
  const { image } = facts.container;
  switch (at.stage) {
    case 'image':
      return planImage(facts);
    case 'pull': {
      const tookMs = facts.imagePresent ? durations.laterPull : durations.firstPull;
      const events = [{ reason: 'Pulling', message: `Pulling image "${image}"` }];
      return step({ stage: 'pulled', backOffMs: at.backOffMs, tookMs }, { events, waitMs: tookMs });
    }
    case 'pulled':
      return facts.pullFails ? failPull(image, at.backOffMs) : endPull(image, at.tookMs);
    case 'pull-failed': {
      const message = `Back-off pulling image "${image}"`;
      const backOffMs = Math.min(at.backOffMs * 2, durations.backOffCap);
      return step(
        { stage: 'pull', backOffMs },
        {
          events: [{ reason: 'BackOff', message }, warn('Error: ImagePullBackOff')],
          waiting: { reason: 'ImagePullBackOff', message: `${message}: ErrImagePull: ${at.why}` },
          waitMs: at.backOffMs,
        },
      );
    }
    case 'config': {
      const problem = facts.configProblem;
      if (problem === null) return step({ stage: 'create' });
      const waiting = { reason: 'CreateContainerConfigError', message: problem };
      return step(at, { events: [warn(`Error: ${problem}`)], waiting, waitMs: durations.backOff });
    }
    case 'create':
      return step(at);
  }
}

function planImage({ container, imagePresent }: StartFacts): StartStep {
  const { image } = container;
  if (needsPull(container, imagePresent)) return step({ stage: 'pull', backOffMs: durations.backOff });
  const known = { reason: 'Pulled', message: `Container image "${image}" already present on machine` };
  return step({ stage: 'config' }, { events: imagePresent ? [known] : [] });
}

function endPull(image: string, tookMs: number): StartStep {
  const seconds = `${(tookMs / 1000).toFixed(3)}s`;
  const took = `in ${seconds} (${seconds} including waiting). Image size: 2263428 bytes.`;
  const events = [{ reason: 'Pulled', message: `Successfully pulled image "${image}" ${took}` }];
  return step({ stage: 'config' }, { events, keepImage: true });
}

function failPull(image: string, backOffMs: number): StartStep {
  const why = pullError(image);
  return step(
    { stage: 'pull-failed', backOffMs, why },
    {
      events: [warn(`Failed to pull image "${image}": ${why}`), warn('Error: ErrImagePull')],
      waiting: { reason: 'ErrImagePull', message: why },
      waitMs: untilBackOffMs,
    },
  );
}
