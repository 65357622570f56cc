import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listFiles } from '../../../scripts/infra/compare.ts';
import { findFetchedBicep } from '../../../scripts/infra/fetch-bicep.ts';
import { type Generated, generate } from '../../../scripts/infra/generate.ts';
import { openBicep } from '../../../scripts/infra/open-bicep.ts';

// `npm run infra` brings the Bicep CLI, which this test alone does not.
const fetched = findFetchedBicep(join(import.meta.dirname, '..', '..', '..', '.local', 'bicep'));
if (!fetched) console.warn('SKIPPED: `npm run infra` has not fetched the Bicep CLI.');

(fetched ? describe : describe.skip)('with the Bicep CLI', () => {
  let folder = '';
  let generated: Generated;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'generate-'));
    const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
    write('main.bicep', "param name string\nmodule part 'part.bicep' = { params: { name: name } }\n");
    write('part.bicep', 'param name string\noutput said string = name\n');
    write('other.bicep', "param unused string\noutput mistake string = 'a' + 1\n");
    write('main.bicepparam', "using 'main.bicep'\nparam name = 'a'\n");
    const bicep = openBicep(fetched ?? '');
    generated = await generate(bicep, folder, listFiles(folder, '.bicep', '.bicepparam')).finally(() => bicep.close());
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('what no other file uses is a template, and gets its ARM JSON', () => {
    const made = [...generated.documents.keys()].map((path) => path.slice(folder.length + 1)).sort();
    expect(made).toEqual(['azuredeploy.json', 'main.snapshot.json']);
  });

  test('each word of compiler and linter is a problem, with its place', () => {
    expect(generated.problems).toEqual([
      expect.stringMatching(/^other\.bicep\(1,7\): Warning no-unused-params: /),
      expect.stringMatching(/^other\.bicep\(2,\d+\): Error BCP045: /),
    ]);
  });

  test('no snapshot names the machine or the day', () => {
    expect(JSON.stringify([...generated.documents.values()])).not.toContain(folder);
  });
});
