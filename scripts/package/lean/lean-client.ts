import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * What client-node's configuration imports and a process that calls a cluster seldom or never needs, and what takes its place:
 * ways through a SOCKS proxy are loaded when one is named, and nothing here reads YAML or logs in by it: kubeconfigs with an
 * `auth-provider` are refused before.
 */
const replaced: Record<string, string> = {
  "import { SocksClient } from 'socks';":
    "const SocksClient = { createConnection: (options, done) => import('socks').then((socks) => socks.SocksClient.createConnection(options, done), done) };",
  "import * as yaml from 'js-yaml';": 'const yaml = {};',
  "import { SocksProxyAgent } from 'socks-proxy-agent';": 'const SocksProxyAgent = undefined;',
  "import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';":
    'const HttpProxyAgent = undefined, HttpsProxyAgent = undefined;',
  "import * as oidc from 'openid-client';": 'const oidc = {};',
  "import * as jsonpath from 'jsonpath-plus';": 'const jsonpath = {};',
};

/** How many of them each file imports. */
const expected: Record<string, number> = { 'config.js': 4, 'oidc_auth.js': 1, 'azure_auth.js': 1, 'gcp_auth.js': 1 };

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
    build.onLoad({ filter: /client-node[\\/]dist[\\/](config|\w+_auth)\.js$/ }, ({ path }) => ({
      contents: replaceImports(readFileSync(path, 'utf8'), expected[basename(path)] ?? 0),
    }));
  },
};

function replaceImports(code: string, expected: number): string {
  const there = Object.keys(replaced).filter((each) => code.includes(each));
  if (there.length !== expected)
    throw new Error(`client-node imports only this of what is replaced: ${there.join(' ')}`);
  return there.reduce((left, each) => left.replace(each, replaced[each] ?? ''), code);
}
