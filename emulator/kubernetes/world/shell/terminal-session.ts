/** The size of a client's terminal in characters. It changes when its window does. */
export interface TerminalSize {
  columns: number;
  rows: number;
}

export interface TerminalSession {
  /** What is typed, as it arrives. */
  input: AsyncIterable<Uint8Array>;
  write(text: string): void;
  /** Returns what stands before the cursor; `more` before a line that continues a command. */
  prompt(more: boolean): string;
  /** Whether a script can be run, or goes on in the next line. */
  isComplete(script: string): boolean;
  /** Runs a script. `signal` aborts when Ctrl-C is typed. */
  run(script: string, signal: AbortSignal): Promise<{ exitCode: number; exits: boolean }>;
  /** Aborts when the process must end. */
  signal: AbortSignal;
}

/** The line that is being typed, as the terminal of a kernel edits it. */
interface Typing {
  line: string;
  /** Complete lines that wait for the shell. */
  lines: string[];
  history: string[];
  /** The line of the history that is shown; `history.length` for none. */
  shown: number;
  /** The client has closed its input, or typed Ctrl-D on an empty line. */
  ended: boolean;
}

const interrupted = 130;

/**
 * Runs a shell on a terminal: prompt, echo, editing of the line, Ctrl-C, Ctrl-D, history. Resolves with the exit code.
 */
export async function runTerminal(session: TerminalSession): Promise<number> {
  const typing: Typing = { line: '', lines: [], history: [], shown: 0, ended: false };
  let running: AbortController | null = null;
  let script = '';
  let wake = () => {};
  const showPrompt = () => session.write(session.prompt(script !== ''));
  const interrupt = () => {
    session.write('^C\r\n');
    typing.line = '';
    typing.lines = [];
    script = '';
    if (running) running.abort('KILL');
    else showPrompt();
  };
  const type = createKeyboard(session, typing, { interrupt, showPrompt });
  const pump = async () => {
    for await (const chunk of session.input) {
      type(Buffer.from(chunk).toString());
      wake();
    }
    typing.ended = true;
    wake();
  };
  void pump();
  session.signal.addEventListener('abort', () => wake(), { once: true });

  let exitCode = 0;
  showPrompt();
  for (;;) {
    const line = typing.lines.shift();
    if (session.signal.aborted) return 137;
    if (line === undefined) {
      if (typing.ended) {
        session.write('\r\n');
        return exitCode;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      continue;
    }
    script = script === '' ? line : `${script}\n${line}`;
    if (session.isComplete(script)) {
      const whole = script;
      script = '';
      running = new AbortController();
      const ended = whole.trim() === '' ? { exitCode, exits: false } : await session.run(whole, running.signal);
      exitCode = running.signal.aborted ? interrupted : ended.exitCode;
      running = null;
      if (ended.exits) return exitCode;
    }
    if (!session.signal.aborted) showPrompt();
  }
}

/** Creates the function that takes what is typed: it echoes it, edits the line and queues complete lines. */
function createKeyboard(
  { write }: TerminalSession,
  typing: Typing,
  act: { interrupt(): void; showPrompt(): void },
): (text: string) => void {
  const erase = (count: number) => {
    typing.line = typing.line.slice(0, typing.line.length - count);
    write('\b \b'.repeat(count));
  };
  const replace = (line: string) => {
    erase(typing.line.length);
    typing.line = line;
    write(line);
  };
  const recall = (step: number) => {
    typing.shown = Math.min(typing.history.length, Math.max(0, typing.shown + step));
    replace(typing.history[typing.shown] ?? '');
  };
  const enter = () => {
    write('\r\n');
    if (typing.line.trim() !== '') typing.history.push(typing.line);
    typing.shown = typing.history.length;
    typing.lines.push(typing.line);
    typing.line = '';
  };
  const keys: Record<string, () => void> = {
    '\r': enter,
    '\n': enter,
    '\x03': act.interrupt,
    '\x04': () => {
      if (typing.line === '') typing.ended = true;
    },
    '\x7f': () => erase(Math.min(1, typing.line.length)),
    '\b': () => erase(Math.min(1, typing.line.length)),
    '\x15': () => erase(typing.line.length),
    '\x17': () => erase(/\S*\s*$/.exec(typing.line)?.[0].length ?? 0),
    '\x0c': () => {
      write('\x1b[H\x1b[2J');
      act.showPrompt();
      write(typing.line);
    },
    '\x1b[A': () => recall(-1),
    '\x1b[B': () => recall(1),
  };
  return (text) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: keys of a terminal are control characters.
    for (const [key] of text.matchAll(/\x1b\[[0-9;]*[A-Za-z~]|\x1bO[A-Z]|[\s\S]/gu)) {
      const press = keys[key];
      if (press) press();
      else if (key >= ' ') {
        typing.line += key;
        write(key);
      }
    }
  };
}
