import { z } from 'zod';
import { hostVersion } from '../app/core-module.ts';
import type { InvokeFunction } from '../app/invoke-function.ts';
import type { LoadedFunction } from '../app/load-app.ts';
import type { Log } from '../app/log.ts';
import type { TimerTriggers } from '../timers/timer-triggers.ts';
import { empty, type HttpReply, type HttpRequestData, json } from './exchange.ts';
import type { HttpRoute } from './http-triggers.ts';

export interface AdminApiOptions {
  functions: ReadonlyMap<string, LoadedFunction>;
  routes: readonly HttpRoute[];
  timers: TimerTriggers;
  invoke: InvokeFunction;
  /** The address that clients use, without a slash at the end. */
  baseUrl: string;
  log: Log;
}

const invokeSchema = z.object({ input: z.string().nullish() });

/** The base path of the host's own API. */
export const adminPath = '/admin';

function describe(target: LoadedFunction, options: AdminApiOptions): Record<string, unknown> {
  const route = options.routes.find((each) => each.target === target)?.route.template;
  const bindings = Object.entries(target.metadata.bindings).map(([name, binding]) => ({ ...binding, name }));
  return {
    name: target.name,
    href: `${options.baseUrl}${adminPath}/functions/${target.name}`,
    invoke_url_template: route === undefined ? null : `${options.baseUrl}/${route}`,
    language: 'node',
    config: { bindings },
    isDisabled: false,
  };
}

/**
 * Creates the handler of those parts of the host's admin API that are used locally. The caller has checked the master
 * key.
 */
export function createAdminApi(options: AdminApiOptions) {
  const { functions, timers, invoke, log } = options;

  function run(target: LoadedFunction, input: string | null | undefined): void {
    const work =
      target.trigger.type === 'timerTrigger'
        ? timers.run(target.name)
        : invoke(target, { trigger: input === null || input === undefined ? {} : { string: input } });
    work.catch((error: unknown) => log('error', `Function.${target.name}`, String((error as Error)?.stack ?? error)));
  }

  function invokeByName(request: HttpRequestData, target: LoadedFunction): HttpReply {
    let body: unknown;
    try {
      body = JSON.parse(request.body.toString('utf8') || '{}');
    } catch {
      return empty(400);
    }
    const parsed = invokeSchema.safeParse(body);
    if (!parsed.success) return json(400, { message: 'The body must be {"input": "…"}.' });
    run(target, parsed.data.input);
    return empty(202);
  }

  return (request: HttpRequestData, path: string): HttpReply => {
    const [area, name, ...rest] = path
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
    const { method } = request;
    if (area === 'host' && name === 'status' && method === 'GET') {
      const uptimeMs = Math.round(process.uptime() * 1000);
      return json(200, { id: 'kataproof-local', state: 'Running', version: hostVersion, processUptime: uptimeMs });
    }
    if (area === 'host' && name === 'ping') return empty(200);
    if (area !== 'functions' || rest.length > 0) return empty(404);
    if (name === undefined) {
      return method === 'GET'
        ? json(
            200,
            [...functions.values()].map((each) => describe(each, options)),
          )
        : empty(404);
    }
    const target = [...functions.values()].find((each) => each.name.toLowerCase() === name.toLowerCase());
    if (!target) return empty(404);
    if (method === 'GET') return json(200, describe(target, options));
    return method === 'POST' ? invokeByName(request, target) : empty(404);
  };
}
