/**
 * Loaded into jest's processes (`node --import`): a worker, which has a number and its standard input from jest, ends with
 * the jest that it works for, also when that was killed and could not say so. Otherwise it would go on with its test, and
 * keep what it had started.
 */
if (process.env['JEST_WORKER_ID'] !== undefined) await import('../../scripts/local-stack/end-with-parent.ts');
