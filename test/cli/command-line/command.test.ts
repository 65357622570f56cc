import { describe, expect, test } from '@jest/globals';
import { parseFlags, WrongArguments } from '../../../cli/command-line/command.ts';

const options = { key: { type: 'string' }, url: { type: 'string' }, all: { type: 'boolean' } } as const;
const read = (...args: string[]) => parseFlags(args, options, true);

describe('the value of an option', () => {
  test.each(['-abc-def==', '-o_', '--0123456789abcdef', '-'])('may begin with a dash, as a key may: %s', (key) => {
    expect(read('--key', key, '--all', 'file').values).toEqual({ key, all: true });
    expect(read('--key', key, '--all', 'file').positionals).toEqual(['file']);
  });

  test.each([
    ['--url', /ambiguous|missing/],
    ['--url=https://app.example', /ambiguous|missing/],
    ['--help', /ambiguous|missing/],
    ['--al', /ambiguous|missing/],
    ['-o', /ambiguous|missing/],
  ])('is not the option %s that follows', (next, said) => {
    const reading = () => read('--key', next, 'x');
    expect(reading).toThrow(WrongArguments);
    expect(reading).toThrow(said);
  });

  test('is nothing behind two dashes, where names of files stand', () => {
    expect(read('--', '--key', '-abc').positionals).toEqual(['--key', '-abc']);
  });
});
