import { describe, expect, test } from '@jest/globals';
import { wrapBehind, wrapText } from '../../../cli/terminal/wrap-text.ts';

describe('a text', () => {
  test('is broken at its blanks, and nowhere when it fits', () => {
    expect(wrapText('one two three', 13)).toEqual(['one two three']);
    expect(wrapText('one two three', 12)).toEqual(['one two', 'three']);
    expect(wrapText('', 10)).toEqual(['']);
    expect(wrapText('a\u001b[2Jb\u0007 c\rd\u202ee\u009b1m', 20)).toEqual(['a [2Jb c d e 1m']);
  });

  test('has long words cut, behind a hyphen, dot or slash if there is one', () => {
    expect(wrapText('6.6.137.mshv2-2.azl3', 14)).toEqual(['6.6.137.mshv2-', '2.azl3']);
    expect(wrapText('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  });

  test('stands behind its heading', () => {
    expect(wrapBehind('note: ', 'one two three', 13)).toEqual(['note: one two', '      three']);
  });
});
