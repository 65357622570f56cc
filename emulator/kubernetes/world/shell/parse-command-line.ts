export interface Program {
  /** The script for the interpreter. */
  script: string;
  /** The name of the executable that must exist, as in the pod spec. */
  executable: string;
  /** Whether it is a shell without a script, which reads its commands from stdin. */
  interactive: boolean;
}

const shells = new Set(['sh', 'bash', 'ash', 'dash']);
const baseName = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;

/**
 * Turns a container's argv into one script. The script of `sh -c` is taken out, so that the output of its commands can
 * be streamed.
 */
export function parseCommandLine(argv: string[]): Program {
  const executable = argv[0] ?? '';
  const words = baseName(executable) === 'busybox' ? argv.slice(1) : argv;
  if (!shells.has(baseName(words[0] ?? '')))
    return { executable, script: words.map(quote).join(' '), interactive: false };
  const settings: string[] = [];
  let index = 1;
  for (; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!/^-[a-zA-Z]+$/.test(word)) break;
    const letters = word.slice(1).replace(/[cils]/g, '');
    if (letters) settings.push(`set -${letters}`);
    if (!word.includes('c')) continue;
    const script = words[index + 1] ?? '';
    const parameters = words.slice(index + 3);
    if (parameters.length > 0) settings.push(`set -- ${parameters.map(quote).join(' ')}`);
    return { executable, script: [...settings, script].join('\n'), interactive: false };
  }
  const file = words[index];
  if (file !== undefined) return { executable, script: `. ${quote(file)}`, interactive: false };
  return { executable, script: '', interactive: true };
}
