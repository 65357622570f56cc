import type { RunAnswer } from '../local-stack/call-api.ts';

export interface Progress {
  /** Prints the steps that are new since the last call. */
  show(run: RunAnswer): void;
  note(text: string): void;
  end(): void;
}

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * Creates an output of steps with the elapsed time. On a terminal its last line is animated; anywhere else it is a
 * plain log.
 */
export function createProgress(out: NodeJS.WriteStream, startedMs: number): Progress {
  let shown = 0;
  let current = '';
  let turn = 0;
  const elapsed = () => `${((Date.now() - startedMs) / 1000).toFixed(1).padStart(6)}s`;
  const clear = () => out.isTTY && out.write('\r\x1b[2K');
  const draw = () =>
    out.write(
      `\r\x1b[2K${elapsed()}  ${spinner[turn++ % spinner.length]} ${current}`.slice(0, (out.columns ?? 80) + 4),
    );
  const timer = out.isTTY ? setInterval(draw, 100) : null;
  const line = (text: string) => {
    clear();
    out.write(`${elapsed()}  ${text}\n`);
  };
  return {
    show(run) {
      for (const { step, percent, detail } of run.timeline.slice(shown))
        line(
          `${percent === null ? '    ' : `${String(percent).padStart(3)}%`}  ${step}${detail ? ` – ${detail}` : ''}`,
        );
      shown = Math.max(shown, run.timeline.length);
      current = run.step;
    },
    note(text) {
      current = text;
      line(`      ${text}`);
    },
    end() {
      if (timer) clearInterval(timer);
      clear();
    },
  };
}
