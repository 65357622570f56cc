import { describe, expect, test } from '@jest/globals';
import { changeKey, instanceKey, storageKey, storageKeysBelow } from '../../shared/clusters/keys.ts';

const one = { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'fleet', name: 'one' };
const shouted = { ...one, resourceGroup: 'FLEET', name: 'One' };
const generation = { nodeImageVersion: 'image-1', eTag: 'e-1' };

describe('a key', () => {
  test.each([
    ['storage', storageKey],
    ['instance', instanceKey],
  ])('for %s is the same for every spelling, and another for every other cluster or pool', (_what, keyOf) => {
    expect(keyOf(shouted, 'KATA')).toBe(keyOf(one, 'kata'));
    const others = [keyOf(one), keyOf(one, 'kata2'), keyOf({ ...one, name: 'two' }, 'kata')];
    expect(new Set([keyOf(one, 'kata'), ...others]).size).toBe(4);
  });

  test('is another for a group whose name Azure takes for another: the Kelvin sign is no k', () => {
    const group = { ...one, resourceGroup: '\u212aata' };
    expect(storageKey(group)).not.toBe(storageKey({ ...one, resourceGroup: 'kata' }));
    expect(instanceKey(group)).not.toBe(instanceKey({ ...one, resourceGroup: 'kata' }));
    expect(storageKey({ ...one, resourceGroup: 'ÄRGER' })).toBe(storageKey({ ...one, resourceGroup: 'ärger' }));
  });

  test('for storage can be read, and holds nothing that a table refuses', () => {
    expect(storageKey(one, 'kata')).toBe(`${one.subscriptionId}|fleet|one|kata`);
    expect(storageKey({ ...one, name: 'a|b/c#d' })).toBe(`${one.subscriptionId}|fleet|a=007cb=002fc=0023d`);
  });

  test('for storage lies in its cluster’s range, and in no neighbour’s', () => {
    const { from, to } = storageKeysBelow(one);
    const isBelow = (key: string) => key >= from && key < to;
    expect(isBelow(storageKey(shouted, 'kata'))).toBe(true);
    expect([storageKey(one), storageKey({ ...one, name: 'one1' }, 'kata')].map(isBelow)).toEqual([false, false]);
  });

  test('for Durable is short, and of letters and digits', () => {
    expect(instanceKey(one, 'kata')).toMatch(/^[0-9a-z]{13}$/);
  });

  test('of a change follows from pool, node image and eTag', () => {
    const key = changeKey(one, 'kata', generation);
    expect(changeKey(shouted, 'Kata', { ...generation })).toBe(key);
    const others = [
      changeKey(one, 'other', generation),
      changeKey(one, 'kata', { ...generation, eTag: 'e-2' }),
      changeKey(one, 'kata', { ...generation, nodeImageVersion: null }),
      changeKey(one, 'kata', { ...generation, eTag: null }),
      changeKey(one, 'kata', { ...generation, eTag: null, state: 'another' }),
    ];
    expect(new Set([key, ...others]).size).toBe(6);
  });
});
