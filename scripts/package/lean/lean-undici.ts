import type { Plugin } from 'esbuild';

/**
 * An esbuild plugin that gives client-node, of undici, what connections are made of. The rest (fetch, caches, sockets of the web)
 * is three quarters of it, is evaluated whenever it is there, and is not called: requests go by dispatchers, as
 * `shared/kubernetes/connection/dispatch-request.ts` says.
 */
export const leanUndici: Plugin = {
  name: 'lean-undici',
  setup(build) {
    build.onLoad({ filter: /node_modules[\\/]undici[\\/]index\.js$/ }, () => ({ contents }));
  },
};

/** A proxy's agent asks it for a connection by a method that undici's own index gives to all dispatchers. */
const contents = `
require('./lib/dispatcher/dispatcher').prototype.connect = function (...all) {
  return require('./lib/api/api-connect').apply(this, all);
};
module.exports.Agent = require('./lib/dispatcher/agent');
module.exports.ProxyAgent = require('./lib/dispatcher/proxy-agent');
module.exports.fetch = () => Promise.reject(new Error('Requests to clusters go by dispatchers.'));
`;
