/**
 * The difference of two values as a unified diff of their JSON (apimachinery/pkg/util/diff, which uses
 * github.com/pmezard/go-difflib, a translation of Python's difflib).
 */

interface Block {
  a: number;
  b: number;
  size: number;
}

interface Edit {
  same: boolean;
  a: [start: number, end: number];
  b: [start: number, end: number];
}

/** Where each line stands in `b`. Of a long text, lines that it has often are left out. */
function indexLines(b: string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [index, line] of b.entries()) places.set(line, [...(places.get(line) ?? []), index]);
  const most = Math.floor(b.length / 100) + 1;
  if (b.length >= 200) for (const [line, indices] of places) if (indices.length > most) places.delete(line);
  return places;
}

/** Finds the longest block that both ranges have, of several the first. */
function longestMatch(a: string[], b: string[], places: Map<string, number[]>, range: Edit): Block {
  const [[aStart, aEnd], [bStart, bEnd]] = [range.a, range.b];
  let best: Block = { a: aStart, b: bStart, size: 0 };
  let lengths = new Map<number, number>();
  for (let i = aStart; i < aEnd; i += 1) {
    const next = new Map<number, number>();
    for (const j of places.get(a[i] ?? '') ?? []) {
      if (j < bStart || j >= bEnd) continue;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
    }
    lengths = next;
  }
  // The lines that were left out of the places count as well.
  while (best.a > aStart && best.b > bStart && a[best.a - 1] === b[best.b - 1])
    best = { a: best.a - 1, b: best.b - 1, size: best.size + 1 };
  while (best.a + best.size < aEnd && best.b + best.size < bEnd && a[best.a + best.size] === b[best.b + best.size])
    best = { ...best, size: best.size + 1 };
  return best;
}

function matchingBlocks(a: string[], b: string[]): Block[] {
  const places = indexLines(b);
  const blocksOf = (range: Edit): Block[] => {
    const found = longestMatch(a, b, places, range);
    if (found.size === 0) return [];
    const before: Edit = { same: false, a: [range.a[0], found.a], b: [range.b[0], found.b] };
    const [aNext, bNext] = [found.a + found.size, found.b + found.size];
    const after: Edit = { same: false, a: [aNext, range.a[1]], b: [bNext, range.b[1]] };
    const hasRoom = (part: Edit) => part.a[0] < part.a[1] && part.b[0] < part.b[1];
    return [...(hasRoom(before) ? blocksOf(before) : []), found, ...(hasRoom(after) ? blocksOf(after) : [])];
  };
  return blocksOf({ same: false, a: [0, a.length], b: [0, b.length] });
}

/** Returns what is the same and what differs, in turns. */
function editsOf(a: string[], b: string[]): Edit[] {
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  const put = (same: boolean, aEnd: number, bEnd: number) => {
    const last = edits.at(-1);
    if (aEnd > i || bEnd > j) {
      if (same && last?.same) [last.a[1], last.b[1]] = [aEnd, bEnd];
      else edits.push({ same, a: [i, aEnd], b: [j, bEnd] });
    }
    [i, j] = [aEnd, bEnd];
  };
  for (const block of [...matchingBlocks(a, b), { a: a.length, b: b.length, size: 0 }]) {
    put(false, block.a, block.b);
    put(true, block.a + block.size, block.b + block.size);
  }
  return edits;
}

const context = 3;

/** Groups the changes that are near each other, with some lines around them. */
function hunksOf(edits: Edit[]): Edit[][] {
  const hunks: Edit[][] = [];
  let hunk: Edit[] = [];
  for (const [index, edit] of edits.entries()) {
    if (!edit.same) {
      hunk.push(edit);
      continue;
    }
    const { a, b } = edit;
    const length = a[1] - a[0];
    const isLast = index === edits.length - 1;
    const head: Edit = {
      same: true,
      a: [a[0], a[0] + Math.min(length, context)],
      b: [b[0], b[0] + Math.min(length, context)],
    };
    const tail: Edit = {
      same: true,
      a: [Math.max(a[0], a[1] - context), a[1]],
      b: [Math.max(b[0], b[1] - context), b[1]],
    };
    if (index === 0) hunk.push(tail);
    else if (isLast) hunk.push(head);
    else if (length <= 2 * context) hunk.push(edit);
    else {
      hunks.push([...hunk, head]);
      hunk = [tail];
    }
  }
  return hunk.some(({ same }) => !same) ? [...hunks, hunk] : hunks;
}

function shownRange(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}

function shownHunk(hunk: Edit[], a: string[], b: string[]): string {
  const [first, last] = [hunk[0], hunk.at(-1)];
  if (!first || !last) return '';
  const header = `@@ -${shownRange(first.a[0], last.a[1])} +${shownRange(first.b[0], last.b[1])} @@\n`;
  const lines = hunk.flatMap((edit) => {
    const [removed, added] = [a.slice(...edit.a), b.slice(...edit.b)];
    if (edit.same) return removed.map((line) => ` ${line}`);
    return [...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)];
  });
  return header + lines.join('');
}

const linesOf = (value: unknown): string[] =>
  JSON.stringify(value, null, 1)
    .replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`)
    .split('\n')
    .map((line) => `${line}\n`);

/** Returns the difference of two values; nothing when there is none. */
export function unifiedDiff(old: unknown, next: unknown): string {
  const [a, b] = [linesOf(old), linesOf(next)];
  return hunksOf(editsOf(a, b))
    .map((hunk) => shownHunk(hunk, a, b))
    .join('');
}
