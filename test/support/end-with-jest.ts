import { isMainThread } from 'node:worker_threads';

/**
 * Ends a worker of jest when its jest ends, even if jest was killed and could not tell it. Otherwise the worker would
 * continue its test and keep what it had started. It is loaded with `node --import`; jest itself has no such channel.
 */
if (isMainThread && process.connected) process.once('disconnect', () => process.exit());
