import type { Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into a process that must not outlive the one that started it (`node --import`). Its standard input is a pipe
 * from there: that the other end is closed is how it hears of a parent that was killed, too.
 */
if (isMainThread) {
  const fromParent = process.stdin as unknown as Socket;
  const end = () => process.exit();
  fromParent.once('end', end).once('error', end).resume();
  // The pipe must not keep a process running that has nothing else to do.
  fromParent.unref();
}
