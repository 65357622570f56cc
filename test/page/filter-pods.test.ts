import { describe, expect, test } from '@jest/globals';
import { filterPods, readFilter } from '../../page/pods/filter-pods.ts';
import type { Pod } from '../../page/pods/pods.ts';

const pod = (namespace: string, name: string, change: Partial<Pod> = {}) =>
  ({
    ...{ namespace, name, system: false, owner: { kind: 'Pod', name }, finished: false, sandboxed: false },
    ...{ node: 'node-0', runtimeClassName: null, ...change },
  }) as Pod;

const pods = [
  pod('aks-payments', 'card'),
  pod('kube-system', 'proxy', { system: true }),
  pod('shop', 'job', { finished: true }),
  pod('shop', 'vault', { sandboxed: true }),
];

const shown = (query: string) => filterPods(pods, readFilter(new URLSearchParams(query))).map(({ name }) => name);

describe('the pods that are shown', () => {
  test('are those of owners, also where their namespace is named like one of AKS', () => {
    expect(shown('')).toEqual(['card', 'vault']);
  });

  test('are all to who asks for all, and those of AKS to who asks for their namespace', () => {
    expect(shown('all=yes')).toEqual(['card', 'proxy', 'job', 'vault']);
    expect(shown('namespace=kube-system')).toEqual(['proxy']);
  });

  test('are those that the address asks for', () => {
    expect([shown('sandboxed=yes'), shown('sandboxed=no'), shown('q=payments')]).toEqual([
      ['vault'],
      ['card'],
      ['card'],
    ]);
  });
});
