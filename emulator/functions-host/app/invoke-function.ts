import { randomUUID } from 'node:crypto';
import type { HostTracer } from '../tracing/host-tracer.ts';
import { formatTraceParent, type TraceContext } from '../tracing/trace-context.ts';
import type { CoreInvocationContext, TypedData } from './core-api.ts';
import type { FunctionApp, LoadedFunction } from './load-app.ts';
import type { Log, LogLevel } from './log.ts';

export interface Invocation {
  /** The data of the trigger binding. */
  trigger: TypedData;
  triggerMetadata?: Record<string, TypedData>;
  /** The place in a trace in which the function runs. Without one it begins a trace of its own. */
  place?: TraceContext | undefined;
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

function logThroughHooks(
  app: FunctionApp,
  log: Log,
  functionName: string,
  running: () => unknown,
): CoreInvocationContext['log'] {
  return (level, category, message) => {
    const entry: Record<string, unknown> = { hookData: {}, level, category, message, invocationContext: running() };
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
export function createInvokeFunction(
  app: FunctionApp,
  durableClient: () => TypedData,
  tracer: HostTracer,
  log: Log,
): InvokeFunction {
  const invoke: InvokeFunction = async (target, invocation) => {
    const invocationId = randomUUID();
    let running: unknown;
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
          traceParent: formatTraceParent(invocation.place ?? tracer.begin(null)),
          traceState: '',
          attributes: {},
        },
      },
      log: logThroughHooks(app, log, target.name, () => running),
    };
    const model = app.model.getInvocationModel(context);
    const { context: invocationContext, inputs } = await model.getArguments();
    running = invocationContext;
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
  return (target, invocation) =>
    invocation.place ? invoke(target, invocation) : invokeInOwnTrace(tracer, invoke, target, invocation);
}

/** A timer or an event brings no trace, so the invocation itself is the first span. */
async function invokeInOwnTrace(
  tracer: HostTracer,
  invoke: InvokeFunction,
  target: LoadedFunction,
  invocation: Invocation,
): ReturnType<InvokeFunction> {
  const place = tracer.begin(null);
  const attributes = { 'faas.name': target.name, 'faas.trigger': target.trigger.type };
  const span = { name: target.name, kind: 'server', context: place, parentSpanId: null, attributes } as const;
  const startedMs = tracer.now();
  let failed = true;
  try {
    const result = await invoke(target, { ...invocation, place });
    failed = false;
    return result;
  } finally {
    tracer.tell({ ...span, startedMs, endedMs: tracer.now(), failed });
  }
}
