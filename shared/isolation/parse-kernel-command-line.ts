/** A word of a kernel's command line; `value` is null for a word without `=`. */
export interface KernelParameter {
  name: string;
  value: string | null;
}

/**
 * Parses a kernel's command line as Linux does (`lib/cmdline.c`, `next_arg`; `kernel/params.c`, `parse_args`): white
 * space separates words unless it is between double quotes, quotes around a whole word or value are no part of it, and
 * what follows the word `--` is for init and no parameter.
 */
export function parseKernelCommandLine(commandLine: string): KernelParameter[] {
  const parameters: KernelParameter[] = [];
  for (const [word] of commandLine.matchAll(/(?:[^\s"]|"[^"]*(?:"|$))+/g)) {
    const parameter = parseWord(word);
    if (parameter.name === '--' && parameter.value === null) break;
    parameters.push(parameter);
  }
  return parameters;
}

function parseWord(word: string): KernelParameter {
  const text = word.startsWith('"') ? withoutQuotes(word) : word;
  const equals = text.indexOf('=');
  if (equals <= 0) return { name: text, value: null };
  const value = text.slice(equals + 1);
  return { name: text.slice(0, equals), value: value.startsWith('"') ? withoutQuotes(value) : value };
}

/** Removes the quote at the beginning and, if there is one, the quote at the end. */
function withoutQuotes(text: string): string {
  return text.slice(1).replace(/"$/, '');
}
