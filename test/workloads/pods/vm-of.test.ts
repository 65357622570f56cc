import { describe, expect, test } from '@jest/globals';
import { readPodSpec } from '../../../shared/workloads/pods/read-pod-spec.ts';
import { vmOf } from '../../../shared/workloads/pods/vm-of.ts';

const container = (memory: string | null, cpu: string | number | null, more: object = {}) => ({
  name: 'c',
  resources: { limits: { ...(memory !== null && { memory }), ...(cpu !== null && { cpu }) } },
  ...more,
});
const vm = (spec: object) => vmOf(readPodSpec(spec));
const sidecar = { restartPolicy: 'Always' };

describe('the VM of a sandboxed pod', () => {
  test('has 512 MiB and one vCPU when nobody has limits, whatever is requested', () => {
    const resources = { requests: { memory: '4Gi', cpu: '3' } };
    expect(vm({ containers: [{ name: 'main', resources }] })).toEqual({
      memoryMiB: 512,
      memoryFrom: 'default',
      vcpus: 1,
      vcpusFrom: 'default',
      boots: true,
      sharedBy: 1,
    });
  });

  test.each([
    ['100m', 1],
    ['1', 1],
    [1, 1],
    ['1001m', 2],
    ['1.001', 2],
    ['2500m', 3],
    [0.1, 1],
  ])('rounds a CPU limit of %j up to %d', (cpu, vcpus) => {
    expect(vm({ containers: [container('1Gi', cpu)] })).toMatchObject({ vcpus, memoryMiB: 1024 });
  });

  test('adds up thousandths and not binary fractions: 100m, 200m and 700m are one CPU', () => {
    const containers = ['100m', '200m', '0.7'].map((cpu) => container('100Mi', cpu));
    expect(vm({ containers })).toMatchObject({ vcpus: 1, memoryMiB: 300, sharedBy: 3 });
  });

  test('is as large as the limits of those that have one', () => {
    expect(vm({ containers: [container('200Mi', null), container(null, '2')] })).toMatchObject({
      memoryMiB: 200,
      vcpus: 2,
    });
  });

  test('counts whole MiB: less than one is none', () => {
    expect(vm({ containers: [container('1000000', '1')] })).toMatchObject({ memoryMiB: 512, memoryFrom: 'default' });
    expect(vm({ containers: [container('200M', '1')] }).memoryMiB).toBe(190);
  });

  test.each([
    ['127Mi', false],
    ['128Mi', true],
    ['20Mi', false],
  ])('with %s starts: %s', (memory, boots) => {
    expect(vm({ containers: [container(memory, '1')] }).boots).toBe(boots);
  });

  test('has room for sidecars beside the containers, and for the hungriest init container at its time', () => {
    const containers = [container('256Mi', '500m')];
    expect(vm({ containers, initContainers: [container('100Mi', '1', sidecar)] })).toMatchObject({
      memoryMiB: 356,
      vcpus: 2,
      sharedBy: 2,
    });
    expect(vm({ containers, initContainers: [container('1Gi', '100m')] })).toMatchObject({
      memoryMiB: 1024,
      vcpus: 1,
      sharedBy: 1,
    });
    const late = [container('1Gi', null), container('100Mi', null, sidecar)];
    expect(vm({ containers, initContainers: late }).memoryMiB).toBe(1024);
    expect(vm({ containers, initContainers: late.toReversed() }).memoryMiB).toBe(1124);
  });

  test('follows the limits of the pod itself where it has them', () => {
    const resources = { limits: { memory: '2Gi' } };
    expect(vm({ resources, containers: [container('256Mi', '3')] })).toMatchObject({ memoryMiB: 2048, vcpus: 3 });
  });
});
