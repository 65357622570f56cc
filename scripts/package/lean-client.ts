import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/**
 * What client-node's configuration imports and a process that calls a cluster seldom or never needs, and what takes its place:
 * ways through a SOCKS proxy are loaded when one is named, and nothing here reads YAML or logs in by it.
 */
const replaced: Record<string, string> = {
  "import { SocksClient } from 'socks';":
    "const SocksClient = { createConnection: (...all) => require('socks').SocksClient.createConnection(...all) };",
  "import * as yaml from 'js-yaml';": 'const yaml = {};',
  "import { SocksProxyAgent } from 'socks-proxy-agent';": 'const SocksProxyAgent = undefined;',
  "import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';":
    'const HttpProxyAgent = undefined, HttpsProxyAgent = undefined;',
  "import * as oidc from 'openid-client';": 'const oidc = {};',
};

/**
 * An esbuild plugin that takes of client-node what is used. Its modules do nothing when they are loaded but define what they export, so
 * those that nobody imports from (attaching, copying, forwarding, web sockets) are left out. Fails the build when an import
 * that it replaces is not there any more.
 */
export const leanClient: Plugin = {
  name: 'lean-client',
  setup(build) {
    build.onResolve({ filter: /client-node|^\.\.?\// }, async ({ path, pluginData, importer, ...where }) => {
      const isClients = importer.includes('client-node') || path.includes('client-node');
      if (!isClients || pluginData === 'lean-client' || /polyfill|package\.json/.test(path)) return undefined;
      const found = await build.resolve(path, { ...where, importer, pluginData: 'lean-client' });
      return found.errors.length > 0 ? undefined : { ...found, sideEffects: false };
    });
    build.onLoad({ filter: /client-node[\\/]dist[\\/](config|oidc_auth)\.js$/ }, ({ path }) => ({
      contents: replaceImports(readFileSync(path, 'utf8'), path.endsWith('config.js') ? 4 : 1),
    }));
  },
};

function replaceImports(code: string, expected: number): string {
  const there = Object.keys(replaced).filter((each) => code.includes(each));
  if (there.length !== expected)
    throw new Error(`client-node imports only this of what is replaced: ${there.join(' ')}`);
  return there.reduce((left, each) => left.replace(each, replaced[each] ?? ''), code);
}
