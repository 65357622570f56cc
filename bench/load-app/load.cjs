// Loads the bundle that is named, as a Functions worker does, and prints what it took: `wallMs`, `cpuMs`, and `megabytes`
// of memory at its end. COMPILE_CACHE names a folder for Node's compile cache.
const Module = require('node:module');

let functions = 0;
const core = {
  version: '3.13.0',
  hostVersion: '4.1052.0.0',
  registerHook: () => ({ dispose() {} }),
  setProgrammingModel() {},
  getProgrammingModel() {},
  log() {},
  registerFunction() {
    functions += 1;
    return { dispose() {} };
  },
  Disposable: class {},
};
const required = Module.prototype.require;
Module.prototype.require = function (id) {
  return id === '@azure/functions-core' ? core : required.call(this, id);
};

const cpu = process.cpuUsage();
const startedAt = performance.now();
if (process.env.COMPILE_CACHE) Module.enableCompileCache(process.env.COMPILE_CACHE);
require(process.argv[2]);
const { user, system } = process.cpuUsage(cpu);
const taken = { wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1000 };
if (functions === 0) throw new Error('The bundle registered no function.');
console.log(JSON.stringify({ ...taken, megabytes: process.memoryUsage.rss() / 1e6 }));
if (process.env.COMPILE_CACHE) Module.flushCompileCache();
process.exit();
