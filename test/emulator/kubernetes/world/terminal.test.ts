import { describe, expect, test } from '@jest/globals';
import { hasPhase, podObject, startWorld, type World } from './start-world.ts';

/** A client's terminal: what is typed, and the screen. */
function openTerminal(world: World, pod: string, command = ['/bin/sh']) {
  const typed: string[] = [];
  const gone = new AbortController();
  let size = { columns: 80, rows: 24 };
  let closed = false;
  let wake = () => {};
  async function* stdin() {
    for (;;) {
      for (let text = typed.shift(); text !== undefined; text = typed.shift()) yield Buffer.from(text);
      if (closed) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  const terminal = { screen: '', code: null as number | null };
  const write = (chunk: Uint8Array) => {
    terminal.screen += Buffer.from(chunk).toString();
  };
  const streams = { stdout: write, stderr: write, stdin: stdin(), terminal: { size: () => size }, signal: gone.signal };
  void world.runtime.exec('default', pod, null, command, streams).then((code) => {
    terminal.code = code;
  });
  return {
    async shows(text: string) {
      await world.eventually(
        `${JSON.stringify(text)} in ${JSON.stringify(terminal.screen)}`,
        () => terminal.screen.endsWith(text),
        5000,
      );
    },
    /** Types, and waits until the screen ends with what is expected. */
    async type(text: string, expected: string) {
      typed.push(text);
      wake();
      await this.shows(expected);
    },
    send(text: string) {
      typed.push(text);
      wake();
    },
    resize(columns: number, rows: number) {
      size = { columns, rows };
    },
    close() {
      closed = true;
      wake();
    },
    leave: () => gone.abort('KILL'),
    async ends(): Promise<number | null> {
      await world.eventually('the end of the command', () => terminal.code !== null, 5000);
      return terminal.code;
    },
    screen: () => terminal.screen,
  };
}

async function startShell(command?: string[], spec: Record<string, unknown> = {}) {
  const world = await startWorld();
  world.create('pods', podObject('p', 'sleep 3600', spec));
  await world.eventually('running', hasPhase(world, 'p', 'Running'));
  return { world, terminal: openTerminal(world, 'p', command) };
}

describe('a shell on a terminal', () => {
  test('prompts, echoes, ends its lines as a terminal needs it, and keeps folder, variables and the last exit code', async () => {
    const { world, terminal } = await startShell();
    await terminal.shows('/ # ');
    await terminal.type('cd /etc && word=kept\r', 'cd /etc && word=kept\r\n/etc # ');
    await terminal.type('echo $word\r', 'kept\r\n/etc # ');
    await terminal.type('false\r', 'false\r\n/etc # ');
    await terminal.type('echo $?\r', '1\r\n/etc # ');
    await terminal.type('greet() { echo "hello $1"; }\r', '/etc # ');
    await terminal.type('greet you\r', 'hello you\r\n/etc # ');
    terminal.send('exit 7\r');
    expect(await terminal.ends()).toBe(7);
    world.stop();
  });

  test('ends a command at Ctrl-C and goes on', async () => {
    const { world, terminal } = await startShell();
    await terminal.type('sleep 600\r', 'sleep 600\r\n');
    await terminal.type('\x03', '^C\r\n/ # ');
    await terminal.type('echo $?\r', '130\r\n/ # ');
    await terminal.type('half a line\x03', '^C\r\n/ # ');
    await terminal.type('while :; do echo tick; sleep 1; done\r', 'tick\r\n');
    await terminal.type('\x03', '^C\r\n/ # ');
    world.stop();
  });

  test('lets the line be edited, recalls earlier ones and waits for the rest of a command', async () => {
    const { world, terminal } = await startShell();
    await terminal.type('ecko\x7f\x7fho fine\r', 'fine\r\n/ # ');
    await terminal.type('some rubbish\x15echo clean\r', 'clean\r\n/ # ');
    await terminal.type('echo one two\x17three\r', 'one three\r\n/ # ');
    await terminal.type('\x1b[A\x1b[A\r', 'clean\r\n/ # ');
    await terminal.type('for i in 1 2; do\r', '> ');
    await terminal.type('echo n$i\r', '> ');
    await terminal.type('done\r', 'n1\r\nn2\r\n/ # ');
    await terminal.type('echo "open\r', '> ');
    await terminal.type('\x03', '^C\r\n/ # ');
    world.stop();
  });

  test('knows the size of the terminal, which changes', async () => {
    const { world, terminal } = await startShell();
    await terminal.type('stty size\r', '24 80\r\n/ # ');
    terminal.resize(132, 50);
    await terminal.type('stty size; echo $COLUMNS\r', '50 132\r\n132\r\n/ # ');
    world.stop();
  });

  test.each([
    ['Ctrl-D', (terminal: ReturnType<typeof openTerminal>) => terminal.send('\x04'), 0],
    ['the end of the input', (terminal: ReturnType<typeof openTerminal>) => terminal.close(), 0],
    ['a client that goes', (terminal: ReturnType<typeof openTerminal>) => terminal.leave(), 137],
  ])('ends at %s', async (_, end, code) => {
    const { world, terminal } = await startShell(['/bin/bash']);
    await terminal.shows('root@p:/# ');
    end(terminal);
    expect(await terminal.ends()).toBe(code);
    world.stop();
  });

  test('ends with its pod, in the middle of a command', async () => {
    const { world, terminal } = await startShell(undefined, { terminationGracePeriodSeconds: 1 });
    await terminal.type('sleep 600\r', 'sleep 600\r\n');
    world.store.requestDeletion('pods', 'default', 'p');
    await world.clock.advance(1100);
    expect(await terminal.ends()).toBe(137);
    world.stop();
  });
});

describe('a command on a terminal', () => {
  test('that is no shell begins at once and ends at Ctrl-C', async () => {
    const { world, terminal } = await startShell(['sleep', '600']);
    await world.clock.advance(200);
    terminal.send('\x03');
    expect(await terminal.ends()).toBe(130);
    const named = openTerminal(world, 'p', ['uname', '-r']);
    await named.shows('.mshv2-2.azl3\r\n');
    expect(await named.ends()).toBe(0);
    world.stop();
  });
});

describe('files in and out of a container', () => {
  const exec = async (world: World, command: string[], input: Uint8Array[] = []) => {
    const output: Uint8Array[] = [];
    const said: Uint8Array[] = [];
    async function* stdin() {
      yield* input;
    }
    const code = await world.runtime.exec('default', 'p', null, command, {
      stdout: (chunk) => void output.push(chunk),
      stderr: (chunk) => void said.push(chunk),
      stdin: stdin(),
      terminal: null,
      signal: new AbortController().signal,
    });
    return { code, output: Buffer.concat(output), said: Buffer.concat(said).toString() };
  };

  test('pass as bytes, in archives whose names are relative', async () => {
    const { world } = await startShell();
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    expect(await exec(world, ['tee', '/tmp/all-bytes'], [bytes])).toMatchObject({ code: 0 });
    const archive = await exec(world, ['tar', 'cf', '-', '/tmp/all-bytes']);
    expect(archive.output.subarray(0, 13).toString()).toBe('tmp/all-bytes');
    expect(archive.output.includes(bytes)).toBe(true);
    expect(await exec(world, ['mkdir', '/copy'])).toMatchObject({ code: 0 });
    expect(await exec(world, ['tar', '-xmf', '-', '-C', '/copy'], [archive.output])).toMatchObject({ code: 0 });
    expect((await exec(world, ['cat', '/copy/tmp/all-bytes'])).output).toEqual(bytes);
    world.stop();
  });
});
