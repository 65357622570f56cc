import { oneLine } from '../../shared/plain/one-line.ts';

/**
 * Breaks a text at its blanks into lines of at most `width` characters; a word that is longer is cut. A terminal takes
 * no orders from the text, whoever wrote it.
 */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  const take = (part: string) => {
    if (line !== '' && line.length + 1 + part.length > width) {
      lines.push(line);
      line = part;
    } else line = line === '' ? part : `${line} ${part}`;
  };
  for (const word of oneLine(text).split(/\s+/)) for (const part of cutWord(word, width)) take(part);
  return [...lines, line];
}

/** Cuts after a hyphen or a dot where there is one in the second half: names and versions read better so. */
function cutWord(word: string, width: number): string[] {
  const parts: string[] = [];
  let rest = word;
  while (rest.length > width) {
    const head = rest.slice(0, width);
    const at = Math.max(head.lastIndexOf('-'), head.lastIndexOf('.'), head.lastIndexOf('/')) + 1;
    const length = at > width / 2 ? at : width;
    parts.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return [...parts, rest];
}

/** The text behind a heading, its further lines below its first. */
export function wrapBehind(heading: string, text: string, width: number): string[] {
  const lines = wrapText(text, Math.max(1, width - heading.length));
  return lines.map((line, index) => `${index === 0 ? heading : ' '.repeat(heading.length)}${line}`.trimEnd());
}
