import { settingFormats } from './settings-schema.ts';

/**
 * What holds where a setting is unset, by its name; nothing of those without a default. The build puts the values in the
 * place of this file (scripts/package/static-values.ts), so that a start makes no schema of what is unset.
 */
export const defaults: Readonly<Record<string, unknown>> = Object.fromEntries(
  Object.entries(settingFormats).map(([name, format]) => [name, format().safeParse(undefined).data]),
);
