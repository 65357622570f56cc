import { gunzipSync } from 'node:zlib';
import { KataproofError } from '../../errors/kataproof-error.ts';

/** What a script printed of one request. */
export interface PrintedAnswer {
  exitCode: number;
  out: string;
  err: string;
}

/**
 * Parses what the script of `buildScript` printed. An answer that is not there, or not whole, is null: AKS cuts output off.
 * Lines that others print in between (kubectl's, the shell's) are let be. `mostBytes` is how long an unpacked answer may
 * be. Throws AnswerTooLarge for a longer one.
 */
export function parseOutput(output: string, nonce: string, count: number, mostBytes: number): (PrintedAnswer | null)[] {
  const answers: (PrintedAnswer | null)[] = Array.from({ length: count }, () => null);
  const marks = findMarks(output, nonce);
  for (const [at, mark] of marks.entries()) {
    const [, index, exitCode, bytes] = /^answer (\d{1,4}) (\d{1,3}) (\d{1,9})$/.exec(mark.words) ?? [];
    if (index === undefined || Number(index) >= count) continue;
    const out = unpack(marks[at + 1], mostBytes);
    const err = unpack(marks[at + 2], mostBytes);
    // What follows a part shows that the part came to its end.
    const isWhole = marks[at + 3] !== undefined && out?.length === Number(bytes);
    if (isWhole && err)
      answers[Number(index)] = { exitCode: Number(exitCode), out: out.toString(), err: err.toString() };
  }
  return answers;
}

/** A line of ours, and what stands below it up to the next one. */
interface Mark {
  words: string;
  below: string;
}

function findMarks(output: string, nonce: string): Mark[] {
  return output
    .split(`${nonce} `)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      // The script ends what it prints with a line break of its own.
      return end < 0
        ? { words: part, below: '' }
        : { words: part.slice(0, end).trim(), below: part.slice(end + 1).replace(/\n$/, '') };
    });
}

/** The bytes of a part; null when they are not what the script packed. */
function unpack(mark: Mark | undefined, mostBytes: number): Buffer | null {
  if (mark?.words === 'plain') return Buffer.from(mark.below);
  if (mark?.words !== 'packed') return null;
  try {
    return gunzipSync(Buffer.from(mark.below, 'base64'), { maxOutputLength: mostBytes });
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_BUFFER_TOO_LARGE') return null;
    throw new KataproofError(
      'AnswerTooLarge',
      `An answer of the API server has more than ${mostBytes} bytes. It was not read further.`,
    );
  }
}
