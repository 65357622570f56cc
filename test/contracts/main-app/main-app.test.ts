import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { MainAppTarget } from '../../support/main-app/main-app-target.ts';
import { withRefusingSink } from '../../support/main-app/refusing-sink.ts';
import { toTarget } from '../../support/main-app/start-on-our-host.ts';
import { startTestStack, type TestStack } from '../../support/main-app/start-test-stack.ts';
import { withSigningKey } from '../../support/main-app/with-signing-key.ts';
import { reasonToSkip } from './cases/main-app-case.ts';
import { apiCases } from './main-app-cases.ts';

let stack: TestStack;
let target: MainAppTarget;

beforeAll(async () => {
  stack = await startTestStack({
    scenario: 'healthy',
    settingsFor: (azure) => ({ ...withRefusingSink(azure), ...withSigningKey(azure) }),
  });
  target = toTarget(stack, 'healthy');
});
afterAll(() => stack?.stop());

/** The cases that every Functions host must pass. Later cases check what earlier ones have left. */
describe('the app on our Functions host', () => {
  test.each(apiCases)('$name', async (each) => {
    expect(reasonToSkip(target, each)).toBeUndefined();
    await each.run(target);
  });
});

test('no token, kubeconfig or signed URL reaches the history of orchestrations, logs or tables', () => {
  const folders = [stack.logDirectory, join(stack.logDirectory, '..', 'functions')];
  const files = folders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
  const kept = files
    .filter((file) => !file.endsWith('keys.json'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  expect(kept.length).toBeGreaterThan(10_000);
  for (const secret of [
    /eyJ[\w-]{10,}\.[\w-]{10,}\./,
    /certificate-authority-data/,
    /[?&]t=[^&\s]+&c=[^&\s]+&s=/,
    /BEGIN (CERTIFICATE|[A-Z ]*PRIVATE KEY)/,
    /:\/\/[^\s/"'?#@]+@/,
    /\b(sig|Signature|AccountKey|SharedAccessKey)=(?!\[removed)[^&;\s"']{8,}/i,
    /authorization["']?\s*[:=]\s*["']?(bearer|basic)\b/i,
    /x-(functions|api)-key["']?\s*[:=]\s*["']?[\w-]{8,}/i,
  ])
    expect(kept).not.toMatch(secret);
});
