import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type {
  CoreInvocationContext,
  FunctionMetadata,
  InvocationModel,
  TypedData,
} from '../../emulator/functions-host/app/core-api.ts';
import { describeFunctions, type FunctionApp } from '../../emulator/functions-host/app/load-app.ts';

const worker = fileURLToPath(new URL('served-worker.cjs', import.meta.url));

type Result = TypedData | null | undefined;
type Answer = { id: string; value: Result } | { id: string; error: unknown };
type Pending = Map<string, PromiseWithResolvers<Result>>;

/** A built app in a process of its own. */
export interface ForkedApp {
  app: FunctionApp;
  /**
   * Ends the process. Returns the milliseconds from its start to its end, without those in which its event loop had nothing
   * to do.
   */
  end(): Promise<number>;
}

/** Loads a built app in a process of its own, whose environment this is, for a host in this process. */
export async function forkApp(folder: string, env: NodeJS.ProcessEnv): Promise<ForkedApp> {
  const startedAt = performance.now();
  const child = fork(worker, [folder], { env, serialization: 'advanced' });
  const [registered] = (await once(child, 'message')) as [FunctionMetadata[]];
  const pending: Pending = new Map();
  child.on('message', (answer: Answer) => settle(pending, answer));
  const functions = new Map(registered.map((metadata) => [metadata.name, { metadata, callback: () => undefined }]));
  const model = {
    ...{ name: 'a worker of its own', version: '4', getCapabilities: () => ({}) },
    getInvocationModel: ({ request }: CoreInvocationContext) => invocationBy(child, pending, request),
  };
  const registrations = { functions, hooks: new Map(), model, locked: true };
  return {
    app: { functions: describeFunctions(registrations), model, registrations },
    async end() {
      child.removeAllListeners('message');
      const ended = once(child, 'exit');
      let idleMs = 0;
      // What was still under way answers too.
      child.on('message', (told: { idleMs?: number }) => {
        idleMs = told.idleMs ?? idleMs;
      });
      child.send(null as never);
      await ended;
      return performance.now() - startedAt - idleMs;
    },
  };
}

function settle(pending: Pending, answer: Answer): void {
  const asked = pending.get(answer.id);
  pending.delete(answer.id);
  if ('error' in answer) asked?.reject(answer.error);
  else asked?.resolve(answer.value);
}

/** An invocation whose every step is the worker's. */
function invocationBy(
  child: ChildProcess,
  pending: Pending,
  request: CoreInvocationContext['request'],
): InvocationModel {
  return {
    getArguments: async () => ({ context: null, inputs: [] }),
    invokeFunction() {
      const asked = Promise.withResolvers<Result>();
      pending.set(request.invocationId, asked);
      child.send(request);
      return asked.promise;
    },
    getResponse: async (_context, result) => ({ returnValue: (result as Result) ?? null }),
  };
}
