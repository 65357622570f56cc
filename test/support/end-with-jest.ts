/**
 * Ends a worker of jest when its jest ends, even if jest was killed and could not tell it. Otherwise the worker would
 * continue its test and keep what it had started. It is loaded with `node --import` into every process of jest; a worker
 * is recognised by the number that jest gives it.
 */
if (process.env['JEST_WORKER_ID'] !== undefined) await import('../../scripts/local-stack/end-with-parent.ts');
