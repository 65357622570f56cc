import { parseArgs } from 'node:util';
import { z } from 'zod';

const onOff = z.enum(['on', 'off']).transform((value) => value === 'on');

const schema = z.object({
  app: z.string('--app <folder> is missing'),
  port: z.coerce.number().int().min(0).max(65_535).default(7071),
  state: z.string('--state <folder> is missing'),
  auth: onOff.default(true),
  speed: z.coerce.number().positive().default(1),
  steady: onOff.default(false),
  strict: onOff.default(true),
  'crash-at': z
    .string()
    .regex(/^(before|after):[1-9]\d*$/, 'must be before:<n> or after:<n>')
    .transform((value) => {
      const [moment, count] = value.split(':');
      return { moment: moment as 'before' | 'after', count: Number(count) };
    })
    .optional(),
});

export type CommandLine = z.infer<typeof schema>;

export const usage = `Usage: node emulator/functions-host/main.ts --app <folder> --state <folder> [--port <port>]
  [--auth on|off] [--speed <factor>] [--steady on|off] [--strict on|off] [--crash-at before:<n>|after:<n>]

Serves a built function app, prints one line of JSON on stdout once it is ready, and ends on SIGTERM or SIGINT.`;

/** Says what is wrong with the arguments, and how they are meant. */
export class CommandLineError extends Error {
  constructor(message: string) {
    super(`${message}\n\n${usage}`);
  }
}

const text = { type: 'string' } as const;
const help = { type: 'boolean', short: 'h' } as const;
const options = {
  app: text,
  port: text,
  state: text,
  auth: text,
  speed: text,
  steady: text,
  strict: text,
  'crash-at': text,
  help,
};

/** Reads the host's arguments; `help` when that is all that is asked for. Throws CommandLineError with every mistake. */
export function parseCommandLine(args: readonly string[]): CommandLine | 'help' {
  const values = readFlags(args);
  if (values.help) return 'help';
  const parsed = schema.safeParse(values);
  if (!parsed.success) throw new CommandLineError(z.prettifyError(parsed.error));
  return parsed.data;
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new CommandLineError(error instanceof Error ? error.message : String(error));
  }
}
