import { parseArgs } from 'node:util';
import { z } from 'zod';

const onOff = z.enum(['on', 'off']).transform((value) => value === 'on');

const schema = z.object({
  app: z.string('--app <folder> is missing'),
  port: z.coerce.number().int().min(0).max(65_535).default(7071),
  state: z.string('--state <folder> is missing'),
  auth: onOff.default(true),
  speed: z.coerce.number().positive().default(1),
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

const text = { type: 'string' } as const;

/** Parses the host's arguments. Throws an Error that lists every mistake. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const options = { app: text, port: text, state: text, auth: text, speed: text, strict: text, 'crash-at': text };
  const { values } = parseArgs({ args: [...args], options });
  const parsed = schema.safeParse(values);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  return parsed.data;
}
