import { afterEach, describe, expect, test } from '@jest/globals';
import {
  canListProcesses,
  endScripts,
  type Script,
  spawnScript,
  untilNothingIsLeft,
  untilRunning,
} from './spawn-script.ts';

afterEach(endScripts);

const demo = ['scripts/demo.ts', '--no-build', '--nodes', '1'];

/** The demo itself, the emulator, Azurite's two services and what watches the folder: none is ready yet. */
async function untilInItsStart(script: Script, processes = 5): Promise<void> {
  await script.until(/Starting emulated Azure/);
  await untilRunning(script, processes);
}

const describeWhere = canListProcesses ? describe : describe.skip;

describeWhere('the demo', () => {
  test('is ended by Ctrl-C in its start, with a word and nothing left', async () => {
    const script = spawnScript(demo);
    await untilInItsStart(script);
    script.pressCtrlC();
    expect(await script.ended).toBe(130);
    expect(script.stdout()).toMatch(/Ctrl-C: ending the demo[\s\S]*Ended\. Nothing is left behind\.\n$/);
    expect(script.stderr()).toBe('');
    await untilNothingIsLeft(script);
  });

  test('is ended by Ctrl-C in the middle of a run, without an error', async () => {
    const script = spawnScript(demo);
    await script.until(/AKS is making node pool/);
    script.pressCtrlC();
    expect(await script.ended).toBe(130);
    expect(script.stdout()).toMatch(/Ctrl-C: ending the demo[\s\S]*was emulated[\s\S]*Ended\./);
    expect(script.stdout()).not.toMatch(/500|Error|Logs:/);
    expect(script.stderr()).toBe('');
    await untilNothingIsLeft(script);
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('ends all that it has started at %s', async (signal, exitCode) => {
    const script = spawnScript(demo);
    await untilInItsStart(script);
    script.child.kill(signal);
    expect(await script.ended).toBe(exitCode);
    expect(script.stdout()).toContain('Ended.');
    await untilNothingIsLeft(script);
  });

  test('takes its children and its folder along when it is killed', async () => {
    const script = spawnScript(demo);
    await untilInItsStart(script);
    script.child.kill('SIGKILL');
    expect(await script.ended).toBe('SIGKILL');
    await untilNothingIsLeft(script);
  });

  test('ends when nobody reads its output any more, without a stack', async () => {
    const script = spawnScript(demo);
    script.child.stdout?.destroy();
    expect(await script.ended).toBe(141);
    expect(script.stderr()).toBe('');
    await untilNothingIsLeft(script);
  });
});

describeWhere('an npm that was killed', () => {
  test('takes its script along, and what that has started', async () => {
    const npm = spawnScript(['run', 'demo', '--', '--no-build'], 'npm');
    await untilInItsStart(npm, 6);
    npm.child.kill('SIGKILL');
    await npm.ended;
    expect(npm.stdout()).toMatch(/npm has ended: ending the demo[\s\S]*Ended\./);
    await untilNothingIsLeft(npm);
  });
});
