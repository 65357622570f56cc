import { afterEach, describe, expect, test } from '@jest/globals';
import { canListProcesses, endScripts, spawnScript, untilGone, untilTidy } from './spawn-script.ts';

afterEach(endScripts);

const demo = ['scripts/demo.ts', '--no-build', '--nodes', '1'];
/** Azurite's two services and the emulator have been started then, and are not ready. */
const inItsStart = /Starting emulated Azure/;

/** Five with the one that watches the folder, or more. */
const leastChildren = 3;

const describeWhere = canListProcesses ? describe : describe.skip;

describeWhere('the demo', () => {
  test('is ended by Ctrl-C in its start, with a word and nothing left', async () => {
    const script = spawnScript(demo);
    await script.until(inItsStart);
    const children = script.descendants();
    script.pressCtrlC();
    expect(await script.ended).toBe(130);
    expect(script.stdout()).toMatch(/Ctrl-C: ending the demo[\s\S]*Ended\. Nothing is left behind\.\n$/);
    expect(script.stderr()).toBe('');
    expect(children.length).toBeGreaterThanOrEqual(leastChildren);
    await untilGone(children);
    await untilTidy(script);
  });

  test('is ended by Ctrl-C in the middle of a run, without an error', async () => {
    const script = spawnScript(demo);
    await script.until(/ %?.*AKS is making node pool/);
    const children = script.descendants();
    script.pressCtrlC();
    expect(await script.ended).toBe(130);
    expect(script.stdout()).toMatch(/Ctrl-C: ending the demo[\s\S]*was emulated[\s\S]*Ended\./);
    expect(script.stdout()).not.toMatch(/500|Error|Logs:/);
    expect(script.stderr()).toBe('');
    await untilGone(children);
    await untilTidy(script);
  });

  test.each(['SIGTERM', 'SIGHUP'] as const)('ends all that it has started at %s', async (signal) => {
    const script = spawnScript(demo);
    await script.until(inItsStart);
    const children = script.descendants();
    script.child.kill(signal);
    expect(await script.ended).toBe(signal === 'SIGTERM' ? 143 : 129);
    await untilGone(children);
    await untilTidy(script);
  });

  test('takes its children and its folder along when it is killed', async () => {
    const script = spawnScript(demo);
    await script.until(inItsStart);
    const children = script.descendants();
    script.child.kill('SIGKILL');
    expect(await script.ended).toBe('SIGKILL');
    expect(children.length).toBeGreaterThanOrEqual(leastChildren);
    await untilGone(children);
    await untilTidy(script);
  });

  test('ends when nobody reads its output any more, without a stack', async () => {
    const script = spawnScript(demo);
    await script.until(/Starting Azurite/);
    const children = script.descendants();
    script.child.stdout?.destroy();
    expect(await script.ended).toBe(141);
    expect(script.stderr()).toBe('');
    await untilGone(children);
    await untilTidy(script);
  });
});

describeWhere('an npm that was killed', () => {
  test('takes its script along, and what that has started', async () => {
    const npm = spawnScript(['run', 'demo', '--', '--no-build'], 'npm');
    await npm.until(inItsStart);
    const children = npm.descendants();
    npm.child.kill('SIGKILL');
    await untilGone(children);
    expect(children.length).toBeGreaterThan(leastChildren);
    await untilTidy(npm);
  });
});
