import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { claimFolder } from '../../scripts/local-stack/claim-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kataproof-claim-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function claim(path: string, owner = 'us') {
  const claimed = await claimFolder(path, owner);
  if (claimed.kind === 'taken') throw new Error(`taken by ${claimed.by}`);
  return claimed;
}

describe('a folder', () => {
  test('has one owner, under each of its names, who is named to others', async () => {
    const ours = await claim(folder, 'process 7');
    symlinkSync(folder, join(folder, 'alias'));
    expect(await claimFolder(folder, 'another')).toEqual({ kind: 'taken', by: 'process 7' });
    expect(await claimFolder(join(folder, 'alias'), 'another')).toEqual({ kind: 'taken', by: 'process 7' });
    const below = await claim(join(folder, 'below'));
    await below.release();
    await ours.release();
    await (await claim(folder)).release();
  });

  test('is free again once its owner was killed', async () => {
    const script = `
      import { claimFolder } from './scripts/local-stack/claim-folder.ts';
      console.log((await claimFolder(process.argv[1], 'the dead')).kind);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = await once(child.stdout, 'data');
    expect(String(said)).toBe('ours\n');
    expect(await claimFolder(folder, 'us')).toEqual({ kind: 'taken', by: 'the dead' });
    child.kill('SIGKILL');
    await once(child, 'close');
    await (await claim(folder)).release();
  });
});
