import { expect, test } from '@jest/globals';
import { boundaryBytes } from '../../shared/runs/boundary.ts';
import { type NodesAhead, planAhead, takeAhead } from '../../shared/runs/nodes-ahead.ts';

const named = (count: number) => Array.from({ length: count }, (_, index) => `node-${String(index).padStart(6, '0')}`);

test('names are taken page by page until none are left', () => {
  const pages: [number, boolean][] = [];
  let ahead: NodesAhead | undefined = planAhead(named(50));
  for (;;) {
    const { named, rest } = takeAhead(ahead, 20);
    if (!named) break;
    pages.push([named.names.length, named.more]);
    ahead = rest;
  }
  expect(pages).toEqual([
    [20, true],
    [20, true],
    [10, false],
  ]);
});

test('of more names than may cross a boundary the first are known, and the others have to be listed', () => {
  const ahead = planAhead(named(5000));
  expect(boundaryBytes(ahead)).toBeLessThan(13 * 1024);
  expect(ahead).toMatchObject({ names: expect.arrayContaining(['node-000000']), more: true });
  expect(takeAhead(ahead, 20).named?.names).toEqual(named(20));
});

test('names that fill no page are not taken while more nodes come behind them', () => {
  expect(takeAhead({ names: ['a'], more: true }, 20)).toEqual({});
  expect(takeAhead({ names: ['a'], more: false }, 20).named).toEqual({ names: ['a'], more: false });
  expect([planAhead([]), takeAhead(undefined, 20)]).toEqual([undefined, {}]);
});
