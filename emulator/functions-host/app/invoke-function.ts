import { randomBytes, randomUUID } from 'node:crypto';
import type { CoreInvocationContext, TypedData } from './core-api.ts';
import type { FunctionApp, LoadedFunction } from './load-app.ts';
import type { Log, LogLevel } from './log.ts';

export interface Invocation {
  /** The data of the trigger binding. */
  trigger: TypedData;
  triggerMetadata?: Record<string, TypedData>;
}

/** Invokes a function of the loaded app. Rejects with what the function threw. */
export type InvokeFunction = (target: LoadedFunction, invocation: Invocation) => Promise<TypedData | null | undefined>;

interface HookContext extends Record<string, unknown> {
  hookData: Record<string, unknown>;
  inputs: unknown[];
  functionCallback: LoadedFunction['callback'];
  result?: unknown;
  error?: unknown;
}

async function runHooks(
  app: FunctionApp,
  name: 'preInvocation' | 'postInvocation',
  context: HookContext,
): Promise<void> {
  for (const hook of app.registrations.hooks.get(name) ?? []) await hook(context);
}

function logThroughHooks(app: FunctionApp, log: Log, functionName: string): CoreInvocationContext['log'] {
  return (level, category, message) => {
    const entry: Record<string, unknown> = { hookData: {}, level, category, message };
    for (const hook of app.registrations.hooks.get('log') ?? []) hook(entry);
    const suffix = category === 'user' ? 'User' : category;
    log(entry['level'] as LogLevel, `Function.${functionName}.${suffix}`, String(entry['message']));
  };
}

/**
 * Creates the invoker of functions. Its steps have the worker's order: arguments, pre-invocation hooks, the function,
 * post-invocation hooks (which may replace the result or the error), response. `durableClient` returns the data of
 * durable client inputs.
 */
export function createInvokeFunction(app: FunctionApp, durableClient: () => TypedData, log: Log): InvokeFunction {
  return async (target, invocation) => {
    const invocationId = randomUUID();
    const context: CoreInvocationContext = {
      invocationId,
      metadata: target.metadata,
      state: undefined,
      request: {
        invocationId,
        functionId: target.name,
        inputData: [
          { name: target.trigger.bindingName, data: invocation.trigger },
          ...target.durableClientBindings.map((name) => ({ name, data: durableClient() })),
        ],
        triggerMetadata: invocation.triggerMetadata ?? {},
        traceContext: {
          traceParent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`,
          traceState: '',
          attributes: {},
        },
      },
      log: logThroughHooks(app, log, target.name),
    };
    const model = app.model.getInvocationModel(context);
    const { context: invocationContext, inputs } = await model.getArguments();
    const hooks: HookContext = { hookData: {}, invocationContext, inputs, functionCallback: target.callback };
    context.state = 'preInvocationHooks';
    await runHooks(app, 'preInvocation', hooks);
    context.state = 'invocation';
    try {
      hooks.result = await model.invokeFunction(invocationContext, hooks.inputs, hooks.functionCallback);
    } catch (error) {
      hooks.error = error;
    }
    context.state = 'postInvocationHooks';
    await runHooks(app, 'postInvocation', hooks);
    if (hooks.error !== undefined && hooks.error !== null) throw hooks.error;
    return (await model.getResponse(invocationContext, hooks.result)).returnValue;
  };
}
