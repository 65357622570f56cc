import { readSettings } from '../../shared/settings/read-settings.ts';

/** Read once, when the worker loads us: a wrong setting stops the app at start, with every mistake in one message. */
export const settings = readSettings();

for (const warning of settings.warnings) console.warn(warning);
