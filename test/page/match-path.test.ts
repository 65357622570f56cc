import { describe, expect, test } from '@jest/globals';
import { matchPath } from '../../page/routing/match-path.ts';

describe('an address', () => {
  test('has parameters of one segment each, decoded; a broken one is taken as it is', () => {
    expect(matchPath('/runs/:id', '/runs/a%2Fb')).toEqual({ id: 'a/b' });
    expect(matchPath('/runs/:id', '/runs/%E0%A4%A')).toEqual({ id: '%E0%A4%A' });
    expect(matchPath('/clusters/:a/pools/:b', '/clusters/x/pools/(no%20agent%20pool)')).toEqual({
      a: 'x',
      b: '(no agent pool)',
    });
    for (const path of ['/runs', '/runs/a/b', '/pools/a']) expect(matchPath('/runs/:id', path)).toBeNull();
  });
});
