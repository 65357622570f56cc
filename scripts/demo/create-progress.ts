import { oneLine } from '../../shared/plain/one-line.ts';
import type { RunAnswer } from '../local-stack/call-api.ts';
import { wrapBehind } from '../terminal/wrap-text.ts';

export interface Progress {
  /** Shows the steps that are new since the last call. */
  show(run: RunAnswer): void;
  note(text: string): void;
  end(): void;
}

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const usualColumns = 80;

/** How many characters a line may have: as many as the terminal has columns, or as `COLUMNS` says. */
export function widthOf(out: NodeJS.WriteStream): number {
  const columns = out.columns ?? Number(process.env['COLUMNS']);
  return Number.isSafeInteger(columns) && columns > 0 ? columns : usualColumns;
}

/** Steps with the time since the start: a living last line on a terminal, a plain log anywhere else. */
export function createProgress(out: NodeJS.WriteStream): Progress {
  const startedAt = performance.now();
  const isLiving = out.isTTY && process.env['TERM'] !== 'dumb';
  let shown = 0;
  let current = '';
  let turn = 0;
  const elapsed = () => `${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)}s`;
  const clear = () => isLiving && out.write('\r\x1b[2K');
  const draw = () => {
    const line = `${elapsed()}  ${spinner[turn++ % spinner.length]} ${oneLine(current)}`;
    // One column less: a full line makes some terminals begin the next.
    out.write(`\r\x1b[2K${line.slice(0, widthOf(out) - 1)}`);
  };
  const timer = isLiving ? setInterval(draw, 100) : null;
  timer?.unref();
  const line = (heading: string, text: string) => {
    clear();
    for (const part of wrapBehind(`${elapsed()}  ${heading}  `, text, widthOf(out))) out.write(`${part}\n`);
  };
  return {
    show(run) {
      for (const { step, percent, detail } of run.timeline.slice(shown))
        line(percent === null ? '    ' : `${String(percent).padStart(3)}%`, `${step}${detail ? ` – ${detail}` : ''}`);
      shown = Math.max(shown, run.timeline.length);
      current = run.step;
    },
    note(text) {
      current = text;
      line('    ', text);
    },
    end() {
      if (timer) clearInterval(timer);
      clear();
    },
  };
}
