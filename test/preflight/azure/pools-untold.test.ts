import { expect, test } from '@jest/globals';
import type { PoolSpec } from '../../../shared/clusters/pool-spec.ts';
import { judgeCount, judgePoolName } from '../../../shared/preflight/azure/judge-pool.ts';

const pool: PoolSpec = {
  ...{ name: 'kata', vmSize: 'Standard_D4s_v5', count: 1 },
  ...{ nodeTaints: [], nodeLabels: {}, zones: [], tags: {} },
};

test('where Azure does not tell the pools of a cluster, no name is free and no number fits', () => {
  expect(judgePoolName(pool, null).outcome).toBe('could-not-check');
  expect(judgeCount(pool, null).outcome).toBe('could-not-check');
});
