import { createAdapters } from '../../shared/create-adapters.ts';
import { settings } from './settings.ts';

export { settings };

/** The implementations of every port, made once from the settings and shared by all functions of this worker. */
export const adapters = createAdapters(settings);
