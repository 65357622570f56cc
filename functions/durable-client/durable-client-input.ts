import { type FunctionInput, input } from '@azure/functions';

/**
 * The input by which the host tells a function how Durable Functions is called. As durable-functions makes it (3.5,
 * `input.durableClient`), which loads all of that library.
 */
export const durableClientInput = (): FunctionInput => input.generic({ type: 'durableClient' });
