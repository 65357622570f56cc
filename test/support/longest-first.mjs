import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { default: Sequencer } = require(
  require.resolve('@jest/test-sequencer', { paths: [require.resolve('@jest/core')] }),
);

/**
 * Folders whose tests start whole stacks, the slowest first. If one of them ran last, the other cores would be idle.
 */
const slow = [
  '/test/scenarios/',
  '/test/faults/',
  '/test/fleet/',
  '/test/contracts/',
  '/test/http/',
  '/test/event-delivery/',
  '/test/scripts/',
  '/test/emulator/',
];

/** Without the timings of earlier runs jest sorts by file size, but our slowest files are small. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const index = slow.findIndex((folder) => path.includes(folder));
      return index < 0 ? slow.length : index;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
}
