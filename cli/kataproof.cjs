#!/usr/bin/env node
// What `npx kataproof` starts. An old Node must be able to read this file, so that it hears what it lacks.
const { existsSync } = require('node:fs');
const nodeModule = require('node:module');
const { homedir } = require('node:os');
const { join } = require('node:path');

// In the package beside this file; in a clone that has been built, in dist/cli.
const built = [__dirname, join(__dirname, '..', 'dist', 'cli')].find((folder) => existsSync(join(folder, 'main.cjs')));
const { engines } = require(built ? join(built, 'package.json') : '../package.json');
const needed = engines.node.replace(/^\D+/, '').split('.').map(Number);
const running = process.versions.node.split('.').map(Number);

if (running[0] < needed[0] || (running[0] === needed[0] && running[1] < needed[1])) {
  console.error(`kataproof needs Node ${needed.join('.')} or later, and this is Node ${process.versions.node}.`);
  process.exitCode = 1;
} else if (built) {
  keepCompiled();
  require(join(built, 'main.cjs'));
}
// In a clone that nobody has built yet.
else void import('./main.ts');

/**
 * Half of a proof's own time is the compilation of what it loads, so Node keeps that, among the caches of the user: what lies
 * in a folder for all could be anybody's. Node knows by itself when it is outdated; NODE_DISABLE_COMPILE_CACHE turns it off.
 */
function keepCompiled() {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  const caches = XDG_CACHE_HOME || LOCALAPPDATA || join(homedir(), '.cache');
  nodeModule.enableCompileCache(join(caches, 'kataproof'));
}
