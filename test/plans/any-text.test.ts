import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { tags as tagsSchema } from '../../shared/api/node-pool/pool-fields.ts';
import { buildPlan } from '../../shared/plans/build-plan.ts';
import { hclArguments, hclBlock } from '../../shared/plans/hcl.ts';
import { compileBicep, findBicep } from '../support/compile-bicep.ts';
import { orderOf } from './sample-orders.ts';

/** Numbers that look random and are the same each time (Numerical Recipes' generator). */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const inNames = [
  "'",
  '"',
  '$',
  '`',
  '${',
  `\${x}`,
  '%',
  '{',
  '}',
  ' ',
  '-',
  '=',
  '@',
  '!',
  '*',
  '~',
  '#',
  '[',
  ']',
  '(',
  ';',
  '|',
];
inNames.push(
  'ß',
  '猫',
  '👩‍👩‍👧',
  'e\u0301',
  '\u2028',
  '\ufeff',
  '$(id)',
  "'''",
  'for',
  'null',
  '7',
  ':',
  '^',
  ',',
  'a',
);
const inValues = [
  ...inNames,
  '%{',
  '%{ if }',
  '\\',
  '\\n',
  '\n',
  '\r\n',
  '\t',
  '\b',
  '\f',
  '\u0007',
  '\u007f',
  '<',
  '&',
  '\nEND-OF-FILE\n',
  '//',
  '/*',
  '\u0000',
];

function someText(random: (below: number) => number, pieces: string[]): string {
  return Array.from({ length: 1 + random(6) }, () => pieces[random(pieces.length)]).join('');
}

/** Tags that the API takes. */
function someTags(seed: number): Record<string, string> {
  const random = createRandom(seed);
  const found: Record<string, string> = {};
  for (let tries = 0; tries < 45; tries += 1) {
    const more = { ...found, [someText(random, inNames)]: someText(random, inValues) };
    if (tagsSchema.safeParse(more).success) Object.assign(found, more);
  }
  return found;
}

const wordless = (tags: Record<string, string>) =>
  Object.fromEntries(Object.entries(tags).filter(([key, value]) => !/^[-@]|=/.test(key) && !value.includes('\0')));

const samples = Array.from({ length: 4 }, (_, seed) => someTags(seed + 1));

function inFolder<T>(act: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'plan-'));
  try {
    return act(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The words of each `az` of a script, and what stood in the file that a word names by an @. */
function readWords(script: string): string[][] {
  const az = `az() { for word in "$@"; do printf '%s\\0' "$word" >> calls; case $word in @*.json) cat "\${word#@}" >> calls; printf '\\0' >> calls ;; esac; done; printf '\\001\\0' >> calls; }\n`;
  return inFolder((folder) => {
    writeFileSync(join(folder, 'script'), az + script);
    execFileSync('bash', ['script'], { cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' } });
    const calls = readFileSync(join(folder, 'calls'), 'utf8').split('\u0001\0').slice(0, -1);
    return calls.map((call) => call.split('\0').slice(0, -1));
  });
}

function wordsBehind(words: string[], option: string): string[] {
  const rest = words.slice(words.indexOf(option) + 1);
  const end = rest.findIndex((word) => word.startsWith('--'));
  return end === -1 ? rest : rest.slice(0, end);
}

const location = 'westus2';

describe.each(samples.map((tags, index) => ({ tags, index })))('tags of any text ($index)', ({ tags }) => {
  const said = wordless(tags);

  test('are the very words of a command', () => {
    const pairs = Object.entries(said).map(([key, value]) => `${key}=${value}`);
    const [create = [], add = []] = readWords(
      buildPlan(orderOf({ name: 'kata', tags: said }, { location, tags: said })).azureCli,
    );
    expect([create.slice(0, 2), add.slice(0, 3)]).toEqual([
      ['aks', 'create'],
      ['aks', 'nodepool', 'add'],
    ]);
    expect(wordsBehind(create, '--tags')).toEqual(pairs);
    expect(wordsBehind(create, '--nodepool-tags')).toEqual(pairs);
    expect(wordsBehind(add, '--tags')).toEqual(pairs);
  });

  test('are the same in a body, where they are no words', () => {
    const all = { ...tags, '-not=a word': 'x' };
    const words = readWords(buildPlan(orderOf({ name: 'kata', tags: all }, { location, tags: all })).azureCli);
    const bodies = words.flatMap((call) => (call[0] === 'rest' ? [JSON.parse(call.at(-1) ?? '')] : []));
    expect(bodies).toMatchObject([{ tags: all }, { properties: { tags: all } }]);
  });

  test('are no expressions of ARM', () => {
    const [pool] = JSON.parse(buildPlan(orderOf({ name: 'kata', tags })).armTemplate).resources;
    const written = (text: string) => (/^\[.*\]$/s.test(text) ? `[${text}` : text);
    const expected = Object.entries(tags).map(([key, value]) => [written(key), written(value)]);
    expect(pool.properties.tags).toEqual(Object.fromEntries(expected));
  });

  (findBicep() ? test : test.skip)('are what the Bicep CLI makes of them, without a warning', () => {
    const { bicep, armTemplate } = buildPlan(orderOf({ name: 'kata', tags }, { location, tags }));
    const { resources, complaints } = compileBicep(bicep);
    expect(complaints).toBe('');
    expect(resources.map(({ properties }) => properties)).toEqual(
      JSON.parse(armTemplate).resources.map(({ properties }: { properties: object }) => properties),
    );
  });

  (spawnSync('terraform', ['version']).error ? test.skip : test)('are what Terraform reads', () => {
    // A plan as a whole needs its provider; what its values mean does not.
    const output = inFolder((folder) => {
      writeFileSync(join(folder, 'main.tf'), hclBlock('locals', hclArguments({ tags })));
      return execFileSync('terraform', [`-chdir=${folder}`, 'console'], {
        input: 'base64encode(jsonencode(local.tags))\n',
        encoding: 'utf8',
        stdio: 'pipe',
      });
    });
    const read = JSON.parse(Buffer.from(JSON.parse(output), 'base64').toString('utf8'));
    // Terraform keeps texts in Unicode's form NFC.
    const normal = Object.entries(tags).map(([key, value]) => [key.normalize(), value.normalize()]);
    expect(read).toEqual(Object.fromEntries(normal));
  });
});
