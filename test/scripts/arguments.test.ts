import { readFileSync, statSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { scenarios } from '../../emulator/scenarios/catalogue.ts';
import { parseNumber } from '../../scripts/terminal/read-arguments.ts';
import { endScripts, spawnScript } from './spawn-script.ts';

afterEach(endScripts);

const app = 'dist/app/main.cjs';

async function runToItsEnd(order: string[]) {
  const script = spawnScript(order);
  const code = await script.ended;
  return { code, stdout: script.stdout(), stderr: script.stderr() };
}

const scripts: Record<string, string> = JSON.parse(readFileSync('package.json', 'utf8')).scripts;
/** The files that npm starts, of which each is ours. */
const files = Object.values(scripts).flatMap((command) => /\bnode (\S+\.ts)$/.exec(command)?.[1] ?? []);

describe('a script', () => {
  test('shows its usage for --help, and for what it does not know, at once', async () => {
    const built = statSync(app).mtimeMs;
    expect(files.length).toBeGreaterThan(12);
    const ends: unknown[] = [];
    for (const file of files) {
      const [helped, refused] = await Promise.all([runToItsEnd([file, '--help']), runToItsEnd([file, '--wrong'])]);
      const usage = /^Usage: .*\bnpm (run (--silent )?)?[\w:-]+/;
      ends.push({ file, helped: [helped.code, usage.test(helped.stdout), helped.stderr] });
      const said = /^Unknown option '--wrong'[\s\S]*\n\nUsage: /.test(refused.stderr);
      ends.push({ file, refused: [refused.code, refused.stdout, said, /^ +at /m.test(refused.stderr)] });
    }
    expect(ends).toEqual(
      files.flatMap((file) => [
        { file, helped: [0, true, ''] },
        { file, refused: [2, '', true, false] },
      ]),
    );
    expect(statSync(app).mtimeMs).toBe(built);
  });

  test('refuses a value that is none, with its usage', async () => {
    const refused = await Promise.all([
      runToItsEnd(['scripts/start.ts', '--port', 'abc']),
      runToItsEnd(['scripts/start.ts', '--scenario', 'none']),
      runToItsEnd(['scripts/demo.ts', '--nodes', '2.5']),
    ]);
    expect(refused.map(({ code, stdout }) => [code, stdout])).toEqual(refused.map(() => [2, '']));
    expect(refused.map(({ stderr }) => stderr.split('\n')[0])).toEqual([
      '--port must be a whole number from 0 to 65535, not "abc".',
      expect.stringContaining('No scenario is called "none".'),
      '--nodes must be a whole number from 1 to 10, not "2.5".',
    ]);
  });

  test('lists the scenarios without building', async () => {
    const { code, stdout, stderr } = await runToItsEnd(['scripts/demo.ts', '--list']);
    expect([code, stderr]).toEqual([0, '']);
    const entries = stdout.split(/\n(?=\S)/).map((entry) => entry.trim().replaceAll(/\s+/g, ' '));
    expect(entries).toEqual(
      scenarios.map(({ name }) => expect.stringMatching(new RegExp(`^${name} ends \\S+ \\(exit code \\d\\) .{10}`))),
    );
    for (const { summary } of scenarios) expect(stdout).toContain(summary);
  });

  test('that npm starts builds only what it needs, and gets the signals that npm gets', () => {
    for (const name of ['start', 'demo', 'test:host', 'emulator']) expect(scripts[name]).toMatch(/^exec node \S+$/);
  });

  test('that deploys or operates runs in the shell of Windows too, which knows no exec', () => {
    const ofHooks = [...readFileSync('azure.yaml', 'utf8').matchAll(/run: npm run --silent (\S+)/g)].map(
      ([, name = '']) => name,
    );
    expect(new Set(ofHooks)).toEqual(new Set(['events-to-functions', 'take-back', 'take-down']));
    for (const name of [...ofHooks, 'build', 'replay-dead-letters', 'infra', 'docs', 'schemas'])
      expect([name, scripts[name]]).toEqual([name, expect.stringMatching(/^node \S+$/)]);
  });

  test('has its line in CONTRIBUTING.md', () => {
    const text = readFileSync('CONTRIBUTING.md', 'utf8');
    const told = (name: string) => text.includes(`npm run ${name}\``) || text.includes(`npm ${name}\``);
    expect(Object.keys(scripts).filter((name) => !told(name))).toEqual([]);
  });
});

describe('a number', () => {
  const port = { name: '--port', least: 0, most: 65_535, whole: true };

  test.each(['', ' ', 'abc', '-1', '65536', '70.5', '0x10', '1e3', 'Infinity', 'NaN', '7071 '])('is not %j', (text) => {
    expect(() => parseNumber(text, port)).toThrow('--port must be a whole number from 0 to 65535');
  });

  test('is taken at its limits', () => {
    expect([parseNumber('0', port), parseNumber('65535', port)]).toEqual([0, 65_535]);
    expect(parseNumber('1.5', { name: '--speed', least: 1, most: 2000 })).toBe(1.5);
  });
});
