import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { commands } from '../../../cli/commands/commands.ts';

const examples = [...readFileSync('docs/cli.md', 'utf8').matchAll(/```yaml\n(.*?)```/gs)].map(
  ([, text = '']) => parse(text) as Record<string, unknown>,
);

/** Every line of a shell in an example. */
function linesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(linesOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    (key === 'run' || key === 'script') && typeof each === 'string' ? each.split('\n') : linesOf(each),
  );
}

test('the pipelines of docs/cli.md are YAML of GitHub and of Azure', () => {
  expect(examples.map((example) => Object.keys(example))).toEqual([
    ['name', 'on', 'permissions', 'jobs'],
    ['trigger', 'pool', 'steps'],
  ]);
});

test('they call commands with options that there are', async () => {
  const calls = examples.flatMap(linesOf).flatMap((line) => [...line.matchAll(/\bkataproof (\w+)([^)>|]*)/g)]);
  expect(calls.length).toBeGreaterThan(3);
  for (const [, name, rest = ''] of calls) {
    const { usage } = (await commands.find((each) => each.name === name)?.load()) ?? { usage: '' };
    for (const [option] of rest.matchAll(/--[a-z-]+/g))
      expect([name, usage]).toEqual([name, expect.stringContaining(option)]);
  }
});

test('every command has its line in docs/cli.md, and no option of a help is unknown to its command', async () => {
  const page = readFileSync('docs/cli.md', 'utf8');
  for (const { name, load } of commands) {
    expect([name, new RegExp(`\`(kataproof )?${name}\\b`).test(page)]).toEqual([name, true]);
    const { usage, run } = await load();
    const options = [
      ...new Set([...usage.matchAll(/^ {2}(?:-[a-z], )?(--[a-z-]+)/gm)].map(([, option]) => option as string)),
    ];
    expect(options.length).toBeGreaterThan(2);
    // Something else is wrong with each of these calls, so that nothing is called.
    for (const option of options)
      await expect(run([`${option}=x`, '--no-such-option'])).rejects.toThrow(
        /--no-such-option|does not take an argument/,
      );
  }
});
