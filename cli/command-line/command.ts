import { type ParseArgsConfig, parseArgs } from 'node:util';
import { closest } from '../../shared/plain/closest.ts';

/** A command of `kataproof`. */
export interface Command {
  /** What `kataproof <name> --help` prints. */
  usage: string;
  /** Does its work and gives the exit code. Throws WrongArguments, and coded errors. */
  run(args: string[]): Promise<number>;
}

/** 0 and 2 and 3 are verdicts, so whatever goes wrong, wrong arguments too, is 1. */
export const somethingWentWrong = 1;

/** The command line is not one of the command's: to be told with what it takes. */
export class WrongArguments extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<Given extends Options> = ReturnType<typeof parseArgs<{ options: Given; allowPositionals: true }>>;

/** Reads the flags of a command. Throws WrongArguments for one that it does not have. */
export function parseFlags<const Given extends Options>(
  args: string[],
  options: Given,
  allowPositionals = false,
): Pick<Parsed<Given>, 'values' | 'positionals'> {
  try {
    const { values, positionals } = parseArgs({
      args: joinValues(args, options),
      options: options as Options,
      allowPositionals,
    });
    return { values: values as Parsed<Given>['values'], positionals };
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    // Not quoted, for it may be a part of a secret: `--token Bearer abc`.
    if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL')
      throw new WrongArguments('There is an argument too many: each belongs to an option here.');
    const [, unknown] = /^Unknown option '(-[^']*)'/.exec(message) ?? [];
    throw new WrongArguments(unknown === undefined ? message : unknownOption(unknown, Object.keys(options)));
  }
}

/**
 * Joins an option and a value that begins with a dash, as one key of Azure in 64 does: `parseArgs` takes such a value for an
 * option that was given in its place. What is an option, or nearly one, stays one.
 */
function joinValues(args: readonly string[], options: Options): string[] {
  const names = ['help', ...Object.keys(options)].map((name) => `--${name}`);
  const isOption = (text: string) => {
    const [name = ''] = text.split('=');
    return text.length <= 2 || names.includes(name) || (text.startsWith('--') && closest(name, names) !== null);
  };
  const joined: string[] = [];
  for (let place = 0; place < args.length; place++) {
    const [arg = '', next] = [args[place], args[place + 1]];
    if (arg === '--') return [...joined, ...args.slice(place)];
    const takesValue = arg.startsWith('--') && options[arg.slice(2)]?.type === 'string';
    if (takesValue && next?.startsWith('-') && !isOption(next)) {
      joined.push(`${arg}=${next}`);
      place += 1;
    } else joined.push(arg);
  }
  return joined;
}

function unknownOption(option: string, known: string[]): string {
  const meant = closest(
    option,
    known.map((name) => `--${name}`),
  );
  return `There is no option ${option}${meant ? `; do you mean ${meant}?` : '.'}`;
}

/** How a command tells its result. Throws WrongArguments for any other. */
export function parseOutput(output: string): 'text' | 'json' {
  if (output === 'text' || output === 'json') return output;
  throw new WrongArguments(`--output must be text or json, not "${output}".`);
}

const durationUnits: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** A duration such as `90s` or `5m`, in milliseconds. Throws WrongArguments. */
export function parseDuration(flag: string, text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const ms = Number(digits) * (durationUnits[unit] ?? 0);
  if (ms > 0) return ms;
  throw new WrongArguments(`${flag} must be a duration such as 90s, 5m or 1h, not "${text}".`);
}
