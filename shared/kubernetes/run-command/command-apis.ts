import { createConfiguration, type KubeConfig, ServerConfiguration } from '@kubernetes/client-node';
import type { CommandChannel } from '../../ports/cluster-commands.ts';
import { followStep, requestSignal } from '../connection/call-budget.ts';
import { createCheckedFetch } from '../connection/checked-fetch.ts';
import { assembleApis, type ClusterApis } from '../connection/cluster-apis.ts';
import { rememberTokens } from '../connection/sent-tokens.ts';
import { createCommandLibrary } from './command-library.ts';
import { type CommandLimits, createCommandQueue } from './command-queue.ts';

/** Never called: a request is sent by a command, and kubectl knows where to. */
const server = new ServerConfiguration('https://kubernetes.default.svc', {});

/** Creates API clients that send their requests by commands. Instead of a watch, the list is read again after a pause. */
export function createCommandApis(channel: CommandChannel, limits: CommandLimits): ClusterApis {
  const tokens = rememberTokens(channel);
  const library = createCheckedFetch('', createCommandLibrary(createCommandQueue(tokens.connection, limits)));
  const makeApiClient: KubeConfig['makeApiClient'] = (client) =>
    new client(
      createConfiguration({
        baseServer: server,
        authMethods: {
          default: {
            getName: () => 'command',
            applySecurityAuthentication: (context) => context.setSignal(requestSignal(limits.requestTimeoutMs)),
          },
        },
        httpApi: library,
      }),
    );
  return assembleApis({
    makeApiClient,
    watch: { watch: async (_path, _query, _onChange, done) => endAfter(limits.pauseMs, done) },
    pauseMs: limits.pauseMs,
    reach: 'unknown',
    tokens,
    close: async () => undefined,
  });
}

/** A watch that shows nothing and ends by itself: whoever follows a list reads it again then. */
function endAfter(pauseMs: number, done: (error: unknown) => void): AbortController {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), pauseMs);
  const forget = followStep()(() => controller.abort());
  controller.signal.addEventListener('abort', () => {
    clearTimeout(timer);
    forget();
    done(null);
  });
  return controller;
}
