import { describe, expect, test } from '@jest/globals';
import {
  planContainerStart,
  type StartFacts,
  type StartStage,
  type StartStep,
} from '../../../../../../emulator/kubernetes/world/kubelet/containers/plan-container-start.ts';
import { image } from '../../start-world.ts';

/** Returns the steps until the container can be created, but at most `limit` of them. */
function steps(facts: Partial<StartFacts> = {}, imagePullPolicy = 'IfNotPresent', limit = 10): StartStep[] {
  const container = { name: 'probe', image, imagePullPolicy };
  const taken: StartStep[] = [];
  let stage: StartStage = { stage: 'image' };
  let imagePresent = facts.imagePresent ?? false;
  while (stage.stage !== 'create' && taken.length < limit) {
    const step = planContainerStart(stage, {
      container,
      pullFails: false,
      configProblem: null,
      ...facts,
      imagePresent,
    });
    taken.push(step);
    imagePresent ||= step.keepImage;
    stage = step.next;
  }
  return taken;
}
const reasons = (taken: StartStep[]) => taken.flatMap(({ events }) => events.map(({ reason }) => reason));
const waited = (taken: StartStep[]) => taken.map(({ waitMs }) => waitMs).filter((ms) => ms > 0);

describe('a container that starts', () => {
  test('pulls an image that its node has not, which takes its time, and keeps it', () => {
    const taken = steps();
    expect(reasons(taken)).toEqual(['Pulling', 'Pulled']);
    expect(waited(taken)).toEqual([4000]);
    expect(taken.some(({ keepImage }) => keepImage)).toBe(true);
  });

  test('takes an image that is there, unless it is always to be pulled, which is quick then', () => {
    const present = steps({ imagePresent: true });
    expect([reasons(present), waited(present)]).toEqual([['Pulled'], []]);
    const always = steps({ imagePresent: true }, 'Always');
    expect([reasons(always), waited(always)]).toEqual([['Pulling', 'Pulled'], [400]]);
  });

  test('pulls nothing that is never to be pulled', () => {
    expect(reasons(steps({}, 'Never'))).toEqual([]);
  });

  test('steps an image that cannot be pulled from ErrImagePull to ImagePullBackOff, for ever', () => {
    const taken = steps({ pullFails: true }, 'IfNotPresent', 7);
    const states = taken.flatMap(({ waiting }) => waiting?.reason ?? []);
    expect(states).toEqual(['ErrImagePull', 'ImagePullBackOff', 'ErrImagePull', 'ImagePullBackOff']);
    expect(reasons(taken).slice(0, 6)).toEqual(['Pulling', 'Failed', 'Failed', 'BackOff', 'Failed', 'Pulling']);
    expect(taken.some(({ keepImage }) => keepImage)).toBe(false);
  });

  test('tries a pull again after pauses that double up to five minutes', () => {
    const taken = steps({ pullFails: true }, 'IfNotPresent', 24);
    const backOffs = taken.filter(({ waiting }) => waiting?.reason === 'ImagePullBackOff');
    expect(backOffs.map(({ waitMs }) => waitMs / 1000)).toEqual([10, 20, 40, 80, 160, 300, 300]);
  });

  test('waits for a configuration that is incomplete, with its words', () => {
    const [, first, second] = steps({ imagePresent: true, configProblem: 'secret "s" not found' }, 'IfNotPresent', 3);
    expect(first?.waiting).toEqual({ reason: 'CreateContainerConfigError', message: 'secret "s" not found' });
    expect(first?.events).toEqual([{ type: 'Warning', reason: 'Failed', message: 'Error: secret "s" not found' }]);
    expect([first?.waitMs, first?.next, second?.next]).toEqual([10_000, { stage: 'config' }, { stage: 'config' }]);
  });
});
