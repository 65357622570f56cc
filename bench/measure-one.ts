import { writeFileSync } from 'node:fs';
import { benchmarks } from './benchmarks.ts';

/** Runs one benchmark in this process, and writes what it measured to a file as JSON: `measure-one.ts NAME FILE`. */
// Whatever ends this process, or the one that has started it: what was started here ends in its handlers of `exit`.
for (const end of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(end, () => process.exit(1));

const [name = '', file = ''] = process.argv.slice(2);
const open = benchmarks[name];
if (!open) throw new Error(`There is no benchmark ${name}.`);
const measured = await (await open()).measure((line) => console.log(`    ${line}`));
writeFileSync(file, JSON.stringify(measured));
process.removeAllListeners('disconnect');
if (process.connected) process.disconnect();
