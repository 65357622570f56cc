import { rmSync } from 'node:fs';

/** Removes a folder once its parent has ended: `node remove-with-parent.ts <folder>`, started by `spawnNode`. */
const [, , folder] = process.argv;
if (!folder) throw new Error('Which folder?');

/** The parent's other children end at the same moment, and one that was just starting may make the folder once more. */
const looks = { times: 6, apartMs: 250 };

process.once('exit', () => {
  const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));
  for (let look = 0; look < looks.times; look++) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    Atomics.wait(nobodyWakes, 0, 0, looks.apartMs);
  }
});
// The pipe by which it hears of its parent's end is all that keeps it running.
process.stdin.ref();
