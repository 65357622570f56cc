import { createAdapters } from '../shared/create-adapters.ts';
import { readSettings } from '../shared/settings/read-settings.ts';

/** Read once, when the worker loads us: a wrong setting stops the app at start, with every mistake in one message. */
export const settings = readSettings();

export const adapters = createAdapters(settings);
