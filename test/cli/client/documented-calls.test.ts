import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { commands } from '../../../cli/commands/commands.ts';
import { startKataproof } from '../../support/cli/run-kataproof.ts';
import { type HostileServer, startHostileServer } from '../../support/start-hostile-server.ts';

/** What stands for something of the reader's own. */
const placeholders: [RegExp, string][] = [
  [/"\$CLUSTER(_ID)?"|\bC\b/g, '11111111-1111-4111-8111-111111111111/fleet/demo'],
  [/"?\$run"?|\bRUN\b/g, 'r1'],
  [/\bP\b|\bNAME\b/g, 'kata'],
  [/\bFILE…?/g, 'file.yaml'],
  [/\bDIGEST\b/g, '0'.repeat(64)],
  [/\bFOLDER\b/g, 'saved'],
];

const pages = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** A text speaks of these by their names, which are no calls: each wants to know of what. */
const spokenOf = ['evidence', 'verify-evidence', 'report'];

/** Each call of the command in code: of a block, or of a line. What is optional in it is taken. */
function callsIn(page: string): string[] {
  const own = (text: string, [sign, value]: (typeof placeholders)[number]) => text.replaceAll(sign, value);
  const text = placeholders.reduce(own, readFileSync(page, 'utf8'));
  const blocks = [...text.matchAll(/```\w*\n(.*?)```/gs)].map(([, block = '']) => block);
  const spans = [...text.replaceAll(/```.*?```/gs, '').matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  // In docs/cli.md a cell that begins with a command is a call of it.
  const names = commands.map(({ name }) => name).join('|');
  const short = page.endsWith('cli.md') ? spans.filter((span) => new RegExp(`^(${names})\\b`).test(span)) : [];
  const written = [...blocks.flatMap((block) => block.split('\n')), ...spans];
  const calls = written.flatMap((line) => [
    ...line.matchAll(/(?:^|[\s(])kataproof ([a-z]+\b[^)>#]*?)(?=$|[)>#]| \|\|| \| )/g),
  ]);
  return [...calls.map(([, call = '']) => call), ...short]
    .map((call) => call.trim())
    .filter((call) => call !== '' && !spokenOf.includes(call));
}

/** What stands between `[` and `]` may be left out, and of `a|b` the first is chosen. */
function readingsOf(call: string): string[][] {
  const chosen = call.replaceAll('\\|', '|').replaceAll(/(\w)(\|\w+)+/g, '$1');
  const readings = [chosen.replaceAll(/\[[^\]]*\]/g, ''), chosen.replaceAll(/[[\]]/g, '')];
  return [...new Set(readings)].map((text) => text.trim().split(/\s+/));
}

const folder = mkdtempSync(join(tmpdir(), 'kataproof-documented-'));
let server: HostileServer;
beforeAll(async () => {
  writeFileSync(join(folder, 'file.yaml'), '{}');
  mkdirSync(join(folder, 'evidence'));
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(join(folder, 'evidence.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
  server = await startHostileServer((response) => response.writeHead(404).end(), 'http');
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const documented = pages.flatMap((page) => callsIn(page).map((call) => [page, call] as const));

test('the pages call most commands', () => {
  expect(new Set(documented.map(([, call]) => call.split(' ')[0])).size).toBeGreaterThan(10);
  expect(documented.filter(([page]) => page === 'README.md').length).toBeGreaterThan(0);
});

test.each(documented)('%s: kataproof %s is taken as it stands', async (_page, call) => {
  for (const args of readingsOf(call)) {
    const environment = { KATAPROOF_URL: server.url, KATAPROOF_KEY: 'a-key', HOME: folder };
    const { stderr, code } = await startKataproof(args, environment, folder).end;
    // What asks nobody finds an empty folder, and misses the record that it was told of.
    if (args[0] === 'verify-evidence') {
      expect([args, code, stderr]).toEqual([args, args.includes('--head') ? 2 : 3, '']);
      continue;
    }
    // A cluster or an app is missing here. What must not be missing is a word that the command wants.
    expect([args, stderr]).toEqual([args, expect.stringMatching(/has no such address \(404\)|There is no kubeconfig/)]);
  }
});
