import { describe, expect, test } from '@jest/globals';
import { judgePoolVersion } from '../../shared/preflight/judge-pool-version.ts';

const cluster = { kubernetesVersion: '1.35.4' };

describe('the version of a pool', () => {
  test.each([undefined, '1.35', '1.35.4', '1.35.3', '1.34', '1.34.99', '1.32.9'])(
    'may be %s',
    (orchestratorVersion) => {
      expect(judgePoolVersion({ orchestratorVersion }, cluster)).toBeNull();
    },
  );

  test.each([
    ['1.36', /never newer/],
    ['2.0', /never newer/],
    ['1.35.5', /never be newer.*upgrade the cluster first/],
    ['1.31.13', /at most 3 minor versions older/],
    ['1.27', /need Kubernetes 1\.28 or later/],
  ])('may not be %s', (orchestratorVersion, words) => {
    expect(judgePoolVersion({ orchestratorVersion }, cluster)).toMatchObject({
      ...{ code: 'KubernetesVersionNotSupported', target: 'nodePool.orchestratorVersion' },
      message: expect.stringMatching(words),
    });
  });

  test('decides whether AzureLinux means what is gone', () => {
    const old = { kubernetesVersion: '1.33.1' };
    expect(judgePoolVersion({ osSKU: 'AzureLinux', orchestratorVersion: '1.31' }, old)?.target).toBe('nodePool.osSKU');
    expect(judgePoolVersion({ osSKU: 'AzureLinux3', orchestratorVersion: '1.31' }, old)).toBeNull();
    expect(judgePoolVersion({ osSKU: 'AzureLinux' }, old)).toBeNull();
  });

  test('does not matter where the cluster is too old for Kata', () => {
    expect(judgePoolVersion({}, { kubernetesVersion: '1.26.1' })).toMatchObject({ target: 'cluster' });
  });
});
