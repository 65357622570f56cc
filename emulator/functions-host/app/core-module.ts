import Module from 'node:module';
import type { FunctionCallback, FunctionMetadata, HookCallback, HookName, ProgrammingModel } from './core-api.ts';
import type { Log, LogLevel } from './log.ts';

/** What the app has registered through `@azure/functions` during its loading. */
export interface Registrations {
  functions: Map<string, { metadata: FunctionMetadata; callback: FunctionCallback }>;
  hooks: Map<HookName, HookCallback[]>;
  model: ProgrammingModel | undefined;
  /** Once true, the app cannot register anything more, as in the real worker. */
  locked: boolean;
}

/** The version that this host reports. It belongs to the 4.x line, for which the app is built. */
export const hostVersion = '4.1048.200';

class Disposable {
  #dispose: () => void;
  constructor(dispose: () => void) {
    this.#dispose = dispose;
  }
  dispose(): void {
    this.#dispose();
  }
}

function addHook(registrations: Registrations, name: HookName, callback: HookCallback): Disposable {
  const callbacks = registrations.hooks.get(name) ?? [];
  registrations.hooks.set(name, [...callbacks, callback]);
  return new Disposable(() => {
    registrations.hooks.set(
      name,
      (registrations.hooks.get(name) ?? []).filter((each) => each !== callback),
    );
  });
}

function addFunction(registrations: Registrations, metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
  if (registrations.locked) {
    throw new Error('A function can only be registered during app startup.');
  }
  if (registrations.functions.has(metadata.name)) {
    throw new Error(`A function named '${metadata.name}' is already registered: names are unique in an app.`);
  }
  registrations.functions.set(metadata.name, { metadata, callback });
  return new Disposable(() => void registrations.functions.delete(metadata.name));
}

/**
 * Makes `require('@azure/functions-core')` return this host's module. No npm package has that name, so
 * `Module.prototype.require` is replaced, exactly as the worker does it. Must be called before the app is loaded.
 */
export function installCoreModule(log: Log): Registrations {
  const registrations: Registrations = { functions: new Map(), hooks: new Map(), model: undefined, locked: false };
  const core = {
    version: '3.13.0',
    hostVersion,
    registerHook: (name: HookName, callback: HookCallback) => addHook(registrations, name, callback),
    setProgrammingModel: (model: ProgrammingModel) => {
      registrations.model = model;
    },
    getProgrammingModel: () => registrations.model,
    log: (level: LogLevel, category: string, message: string) => log(level, `Worker.${category}`, message),
    registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback) =>
      addFunction(registrations, metadata, callback),
    Disposable,
  };
  const required = Module.prototype.require;
  Module.prototype.require = Object.assign(function (this: Module, id: string): unknown {
    return id === '@azure/functions-core' ? core : required.call(this, id);
  }, required);
  return registrations;
}
