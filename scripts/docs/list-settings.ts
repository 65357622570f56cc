import { z } from 'zod';
import type { SettingNote } from '../../shared/settings/setting-note.ts';
import { buildSettingsSchema } from '../../shared/settings/settings-schema.ts';

const settingsSchema = buildSettingsSchema();

/** A setting as it is told to people. */
export interface ToldSetting extends SettingNote {
  name: string;
  /** Its format in words. */
  form: string;
  /** Its default as the text that one would set, or null. */
  defaultText: string | null;
}

const text = z.string().min(3);

const told = z.object({
  group: text,
  description: text,
  form: text,
  unit: text.optional(),
  example: z.string().min(1),
  unset: text.optional(),
  setBy: z.enum(['infra', 'infra-optional', 'appSettings', 'laptop']),
});

/** Every setting, in the order of the schema. Throws when one has no whole note. */
export function listSettings(): ToldSetting[] {
  const { properties = {} } = z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(settingsSchema.shape).map(([name, schema]) => {
    const { data, error } = told.safeParse(properties[name]);
    if (!data) throw new Error(`${name} needs a whole note in the schema of settings: ${z.prettifyError(error)}`);
    const { unit, unset, ...rest } = data;
    const more = { ...(unit && { unit }), ...(unset && { unset }) };
    return { name, ...rest, ...more, defaultText: defaultOf(schema) };
  });
}

function defaultOf(schema: z.ZodType): string | null {
  const { data } = schema.safeParse(undefined);
  if (Array.isArray(data)) return data.length > 0 ? data.join(',') : null;
  return data === undefined || data === null ? null : String(data);
}
