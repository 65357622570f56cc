import { describe, expect, test } from '@jest/globals';
import type { V1PodSpec } from '@kubernetes/client-node';
import { bindPod, type PodClaim } from '../../../shared/isolation/binding/bind-pod.ts';
import { askFor, liveFrom, runtimeClass } from './live-pod.ts';

function bind(change: Partial<PodClaim> = {}) {
  const asked = askFor().sandboxed;
  const pod = liveFrom(asked);
  return bindPod({
    asked,
    pod,
    own: [pod],
    strangers: [],
    classBefore: runtimeClass,
    classNow: runtimeClass,
    ...change,
  });
}

describe('bindPod', () => {
  test('finds nothing about a pod that nobody touched', () => {
    expect(bind()).toEqual({
      differences: [],
      remarks: [],
      strangers: [],
      runtimeClassDoubt: null,
      imageDigest: `sha256:${'ab'.repeat(32)}`,
    });
  });

  test('names the pods of others, and does not know which of two pods of the Job reported', () => {
    const other = { metadata: { name: 'forged' } };
    expect(bind({ strangers: [other] }).strangers).toEqual(['forged']);
    expect(bind({ own: [other, other] }).differences).toEqual([
      'its Job has 2 pods, and which of them reported is not known',
    ]);
  });

  test.each<[string, Partial<PodClaim>, RegExp]>([
    ['is gone', { classNow: null }, /which does not exist/],
    ['appeared while the pod started', { classBefore: null }, /made anew .*handler unknown, then kata/],
    [
      'was made anew with another handler',
      { classBefore: { ...runtimeClass, uid: 'older', handler: 'runc' } },
      /made anew while the pod started \(handler runc, then kata\)/,
    ],
    [
      'is younger than the pod, though both readings agree',
      {
        classBefore: { ...runtimeClass, createdAt: '2026-11-20T10:00:01.000Z' },
        classNow: { ...runtimeClass, createdAt: '2026-11-20T10:00:01.000Z' },
      },
      /made anew/,
    ],
    ['does not say how old it is', { classNow: { ...runtimeClass, createdAt: null } }, /made anew/],
    ['has no uid', { classBefore: { ...runtimeClass, uid: '' }, classNow: { ...runtimeClass, uid: '' } }, /made anew/],
  ])('doubts a class under test that %s', (_, change, doubt) => {
    expect(bind(change).runtimeClassDoubt).toMatch(doubt);
  });

  test('doubts a pod that was moved to another class, whatever its handler', () => {
    const asked = askFor().sandboxed;
    const pod = liveFrom(asked);
    pod.spec.runtimeClassName = 'decoy';
    expect(bind({ asked, pod }).runtimeClassDoubt).toBe(
      'RuntimeClass decoy where kata-vm-isolation was asked for: something changed it',
    );
  });

  test('makes nothing of a pod that says nothing of itself', () => {
    const asked = askFor().sandboxed;
    for (const pod of [{}, { metadata: {}, spec: {} as V1PodSpec, status: {} }])
      expect(bind({ asked, pod, own: [pod] }).differences).toContain('container probe was removed');
  });

  test('asks for no class on the ordinary pod', () => {
    const asked = askFor().ordinary;
    expect(bind({ asked, pod: liveFrom(asked), classNow: null }).runtimeClassDoubt).toBeNull();
  });

  test('stays small however much was changed', () => {
    const asked = askFor().sandboxed;
    const pod = liveFrom(asked);
    for (let number = 0; number < 500; number++) pod.spec.containers.push({ name: `x${'y'.repeat(400)}${number}` });
    const { differences } = bind({ asked, pod });
    expect(differences).toHaveLength(13);
    expect(differences.at(-1)).toBe('488 more');
    expect(JSON.stringify(differences).length).toBeLessThan(4_000);
  });
});
