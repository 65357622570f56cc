#!/usr/bin/env node
// What `npx kataproof` starts. An old Node must be able to read this file, so that it hears what it lacks.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const { engines } = require('../package.json');
const needed = engines.node.replace(/^\D+/, '').split('.').map(Number);
const running = process.versions.node.split('.').map(Number);
const bundle = join(__dirname, '..', 'dist', 'cli', 'kataproof.cjs');

if (running[0] < needed[0] || (running[0] === needed[0] && running[1] < needed[1])) {
  console.error(`kataproof needs Node ${needed.join('.')} or later, and this is Node ${process.versions.node}.`);
  process.exitCode = 1;
} else if (existsSync(bundle)) require(bundle);
// In a clone that nobody has built yet.
else void import('./main.ts');
