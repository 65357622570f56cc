/** A word as a POSIX shell takes it literally: in single quotes unless nothing in it means anything to a shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** One command over several lines, an option and its values on each. */
export function shellCommand(command: string, options: readonly (readonly string[])[]): string {
  return [command, ...options.map((option) => option.map(shellWord).join(' '))].join(' \\\n  ');
}

/** Writes a text into a file, which nothing in the text can end early: it is JSON, and so has no line that is this word. */
export function shellFile(name: string, text: string): string {
  return `cat > ${shellWord(name)} <<'END-OF-FILE'\n${text}\nEND-OF-FILE`;
}
