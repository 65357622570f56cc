import { expect, test } from '@jest/globals';
import { oneLine } from '../../shared/plain/one-line.ts';

test.each([
  ['line breaks of any kind', 'a\nb\r\nc\u000bd\u0085e\u2028f\u2029g', 'a b c d e f g'],
  ['terminal codes', '\u001b]0;title\u0007\u009b31mred\u0000', ' ]0;title 31mred '],
  ['marks that turn the direction', 'a\u202ecba\u2066x\u2069\u200fy', 'a cba x y'],
  ['half a character', 'a\ud83d', 'a '],
])('%s leave one line that shows what it says', (_what, text, line) => {
  expect(oneLine(text)).toBe(line);
});

test.each(['', 'Pool kata: 3 nodes, żółć, 漢字, שלום', 'whole \u{1f6a8}'])('an ordinary text stays: %s', (text) => {
  expect(oneLine(text)).toBe(text);
});
