import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into jest's processes (`node --import`): a worker ends with the jest that it works for, also when that was
 * killed and could not say so. Otherwise it would go on with its test, and keep what it had started. Jest itself has no
 * such channel.
 */
if (isMainThread && process.connected) process.once('disconnect', () => process.exit());
