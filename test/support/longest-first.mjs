import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { default: Sequencer } = require(
  require.resolve('@jest/test-sequencer', { paths: [require.resolve('@jest/core')] }),
);

/** Folders whose tests boot whole stacks, the slowest first. Left to the end, one of them would keep a core idle. */
const slow = [
  '/test/scenarios/',
  '/test/faults/',
  '/test/fleet/',
  '/test/http/',
  '/test/event-delivery/',
  '/test/scripts/',
  '/test/emulator/',
];

/** Without timings of earlier runs jest goes by file size, and our slowest files are small. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const index = slow.findIndex((folder) => path.includes(folder));
      return index < 0 ? slow.length : index;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
}
