import type { Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';

/**
 * Ends this process when the process that started it ends. It is loaded with `node --import`. Standard input is a pipe
 * from the parent. Its end shows that the parent is gone, even if the parent was killed.
 */
if (isMainThread) {
  const fromParent = process.stdin as unknown as Socket;
  const end = () => process.exit();
  fromParent.once('end', end).once('error', end).resume();
  // The pipe must not keep a process alive that has nothing else to do.
  fromParent.unref();
}
