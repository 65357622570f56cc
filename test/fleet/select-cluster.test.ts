import { describe, expect, test } from '@jest/globals';
import { isSelected } from '../../shared/fleet/select-cluster.ts';

const cluster = { tags: { Env: 'prod' } };

describe('a cluster', () => {
  test('is selected by the name of a tag in any case, and by a value in its own', () => {
    expect(isSelected(cluster, null)).toBe(true);
    expect(isSelected(cluster, { name: 'env', value: null })).toBe(true);
    expect(isSelected(cluster, { name: 'ENV', value: 'prod' })).toBe(true);
    expect(isSelected(cluster, { name: 'env', value: 'Prod' })).toBe(false);
    expect(isSelected(cluster, { name: 'team', value: null })).toBe(false);
  });
});
