import { expect, test } from '@jest/globals';
import { foldCase } from '../../shared/plain/fold-case.ts';

test.each([
  ['ASCII', 'RG-Kata_(1).X', 'rg-kata_(1).x'],
  ['letters that have two cases', 'ÄÖÜ-Łódź-ЖЁ', 'äöü-łódź-жё'],
  ['what has no case', '漢字-١', '漢字-١'],
  ['the Kelvin sign, which is no k', '\u212a', '\u212a'],
  ['the ohm and the angstrom sign', '\u2126\u212b', '\u2126\u212b'],
  ['a dotted capital I, which would become two characters', '\u0130', '\u0130'],
  ['a sharp s', 'ẞß', 'ẞß'],
])('%s', (_what, text, folded) => {
  expect(foldCase(text)).toBe(folded);
  expect(foldCase(folded)).toBe(folded);
});
