import { oneLine } from '../../shared/plain/one-line.ts';
import { wrapBehind } from './wrap-text.ts';

/** A line of a run's timeline; `percent` is null for a part of a step. */
export interface ProgressLine {
  step: string;
  percent: number | null;
  detail: string | null;
}

export interface Progress {
  tell(line: ProgressLine): void;
  /** Tells the lines of a run that are new since the last call. */
  show(run: { timeline: readonly ProgressLine[]; step: string }): void;
  note(text: string): void;
  end(): void;
}

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const usualColumns = 80;

/**
 * How long a plain log is silent at most, in milliseconds. Whoever watches it, and the CI system that ends silent jobs, hears
 * that work goes on; and an output that nobody reads any more is found by writing alone.
 */
const mostSilentMs = 60_000;

/** How many characters a line may have: as many as the terminal has columns, or as `COLUMNS` says. */
export function widthOf(out: NodeJS.WriteStream): number {
  const columns = out.columns ?? Number(process.env['COLUMNS']);
  return Number.isSafeInteger(columns) && columns > 0 ? columns : usualColumns;
}

/**
 * Steps with the time since the start: a living last line on a terminal, a plain log anywhere else, which says each minute
 * what it still waits for.
 */
export function createProgress(out: NodeJS.WriteStream): Progress {
  const startedAt = performance.now();
  const isLiving = out.isTTY && process.env['TERM'] !== 'dumb';
  let shown = 0;
  let current = '';
  let turn = 0;
  const elapsed = () => `${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)}s`;
  const clear = () => out.write('\r\x1b[2K');
  const draw = () => {
    const line = `${elapsed()}  ${spinner[turn++ % spinner.length]} ${oneLine(current)}`;
    // One column less: a full line makes some terminals begin the next.
    out.write(`\r\x1b[2K${line.slice(0, widthOf(out) - 1)}`);
  };
  const remind = () => current && line('    ', `still: ${current}`);
  const timer = (isLiving ? setInterval(draw, 100) : setInterval(remind, mostSilentMs)).unref();
  const line = (heading: string, text: string) => {
    if (isLiving) clear();
    else timer.refresh();
    for (const part of wrapBehind(`${elapsed()}  ${heading}  `, text, widthOf(out))) out.write(`${part}\n`);
  };
  const tell = ({ step, percent, detail }: ProgressLine) => {
    current = step;
    line(percent === null ? '    ' : `${String(percent).padStart(3)}%`, `${step}${detail ? ` – ${detail}` : ''}`);
  };
  return {
    tell,
    show(run) {
      for (const told of run.timeline.slice(shown)) tell(told);
      shown = Math.max(shown, run.timeline.length);
      current = run.step;
    },
    note(text) {
      current = text;
      line('    ', text);
    },
    end() {
      clearInterval(timer);
      if (isLiving) clear();
    },
  };
}
