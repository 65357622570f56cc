import { KubectlError } from './call-api.ts';

/** A command line of kubectl: what is no flag, in order, and the flags by their long names. */
export interface CommandLine {
  words: string[];
  /** The last value of each flag; `true` for one without a value. */
  flags: Record<string, string>;
  /** Every `-f`. */
  files: string[];
}

/** The flags that take a value, and those that do not, with their short forms. */
const withValue: Record<string, string> = {
  ...{ n: 'namespace', o: 'output', l: 'selector', f: 'filename', c: 'container' },
  ...{ namespace: 'namespace', output: 'output', selector: 'selector', filename: 'filename', container: 'container' },
  ...{ raw: 'raw', 'field-selector': 'field-selector', 'request-timeout': 'request-timeout', tail: 'tail' },
  ...{ cascade: 'cascade', 'grace-period': 'grace-period', 'dry-run': 'dry-run', timeout: 'timeout' },
  ...{ 'limit-bytes': 'limit-bytes', 'chunk-size': 'chunk-size', subresource: 'subresource', v: 'v' },
};
const withoutValue: Record<string, string> = {
  ...{ A: 'all-namespaces', 'all-namespaces': 'all-namespaces', 'no-headers': 'no-headers', all: 'all' },
  ...{ 'show-labels': 'show-labels', 'ignore-not-found': 'ignore-not-found', client: 'client', wait: 'wait' },
  ...{ 'server-side': 'server-side', 'show-managed-fields': 'show-managed-fields', previous: 'previous' },
  ...{ q: 'quiet', quiet: 'quiet', namespaced: 'namespaced', force: 'force' },
};

/** Parses a command line as kubectl does. Throws KubectlError for a flag that this kubectl does not have. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const line: CommandLine = { words: [], flags: {}, files: [] };
  const left = [...args];
  for (let arg = left.shift(); arg !== undefined; arg = left.shift()) {
    if (arg === '--') break;
    if (!arg.startsWith('-') || arg === '-') {
      line.words.push(arg);
      continue;
    }
    const [, name = '', given] = /^--?([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
    setFlag(line, arg, name, given, left);
  }
  return line;
}

function setFlag(line: CommandLine, arg: string, name: string, given: string | undefined, left: string[]): void {
  const bare = withoutValue[name];
  if (bare) {
    if (given !== 'false') line.flags[bare] = 'true';
    return;
  }
  // A short flag may have its value behind it: `-ojson`.
  const joined = /^-(\w)(.+)$/s.exec(arg.startsWith('--') || withValue[name] ? '' : arg);
  const flag = withValue[joined?.[1] ?? name];
  if (!flag) throw new KubectlError(`error: unknown flag: ${arg.split('=')[0]}\nSee 'kubectl --help' for usage.`);
  const value = given ?? joined?.[2] ?? left.shift();
  if (value === undefined) throw new KubectlError(`error: flag needs an argument: ${arg}`);
  if (flag === 'filename') line.files.push(value);
  line.flags[flag] = value;
}

/** The namespace that a command is about; null for all of them. */
export function namespaceOf({ flags }: CommandLine): string | null {
  return flags['all-namespaces'] ? null : (flags['namespace'] ?? 'default');
}
