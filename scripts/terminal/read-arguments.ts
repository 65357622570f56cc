import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<Given extends Options> = ReturnType<typeof parseArgs<{ options: Given; allowPositionals: true }>>;

/** Exit code of a script that was called in a wrong way. */
export const wrongArguments = 2;

/**
 * Reads the arguments, before anything is begun. `--help` prints the usage and ends the process with 0; a flag that
 * there is not, or a value that `read` throws for, is named above the usage and ends it with 2.
 */
export function readArguments<const Given extends Options, Read>(
  usage: string,
  options: Given,
  read: (values: Parsed<Given>['values'], positionals: string[]) => Read,
  allowPositionals = false,
): Read {
  try {
    const withHelp: Options = { ...options, help: { type: 'boolean', short: 'h' } };
    const { values, positionals } = parseArgs({ options: withHelp, allowPositionals });
    if (values['help'] === true) {
      console.log(usage);
      process.exit(0);
    }
    return read(values as Parsed<Given>['values'], positionals);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(wrongArguments);
  }
}

/** A number in decimal digits. Throws an Error that names the option. */
export function parseNumber(
  text: string,
  { name, least, most, whole = false }: { name: string; least: number; most: number; whole?: boolean },
): number {
  const value = (whole ? /^\d+$/ : /^\d+(\.\d+)?$/).test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`${name} must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}, not "${text}".`);
}
