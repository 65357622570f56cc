import { existsSync, globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { BindingInfo, FunctionCallback, FunctionMetadata, ProgrammingModel } from './core-api.ts';
import { installCoreModule, type Registrations } from './core-module.ts';
import type { Log } from './log.ts';

/** A registered function. Its trigger is searched among the bindings, because their names are hashes. */
export interface LoadedFunction {
  name: string;
  metadata: FunctionMetadata;
  callback: FunctionCallback;
  trigger: { bindingName: string; type: string; options: BindingInfo };
  /** The names of the function's durable client inputs. */
  durableClientBindings: string[];
}

export interface FunctionApp {
  functions: Map<string, LoadedFunction>;
  model: ProgrammingModel;
  registrations: Registrations;
}

/** The app cannot be loaded or served. The message is for the person who started the host. */
export class AppLoadError extends Error {
  override name = 'AppLoadError';
}

const packageSchema = z.object({ main: z.string().min(1), type: z.string().optional() });

function readPackage(folder: string): z.infer<typeof packageSchema> {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) throw new AppLoadError(`No package.json in ${folder}.`);
  const parsed = packageSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!parsed.success) throw new AppLoadError(`${path} has no "main": the worker wouldn't know what to load.`);
  return parsed.data;
}

async function loadFile(path: string, packageType: string | undefined): Promise<void> {
  const isModule = path.endsWith('.mjs') || (!path.endsWith('.cjs') && packageType === 'module');
  if (isModule) await import(pathToFileURL(path).href);
  else createRequire(path)(path);
}

function describe(metadata: FunctionMetadata, callback: FunctionCallback): LoadedFunction {
  const bindings = Object.entries(metadata.bindings);
  const trigger = bindings.find(([, binding]) => binding.type.toLowerCase().endsWith('trigger'));
  if (!trigger) throw new AppLoadError(`Function '${metadata.name}' has no trigger.`);
  return {
    name: metadata.name,
    metadata,
    callback,
    trigger: { bindingName: trigger[0], type: trigger[1].type, options: trigger[1] },
    durableClientBindings: bindings.filter(([, each]) => each.type === 'durableClient').map(([name]) => name),
  };
}

/**
 * Loads the built app in `folder` as the Node.js worker does. `main` of package.json may be a glob, and every file that
 * matches is loaded. After that the app cannot register anything more. Throws AppLoadError when no file matches or
 * nothing is registered.
 */
export async function loadApp(folder: string, log: Log): Promise<FunctionApp> {
  const registrations = installCoreModule(log);
  const { main, type } = readPackage(folder);
  const files = globSync(main, { cwd: folder }).sort();
  if (files.length === 0) {
    throw new AppLoadError(`Nothing in ${folder} matches package.json's main "${main}". Is the app built?`);
  }
  for (const file of files) await loadFile(resolve(folder, file), type);
  if (registrations.functions.size === 0 || !registrations.model) {
    throw new AppLoadError(
      `No function registered in ${folder} (${files.join(', ')}). The app must import '@azure/functions' and call app.http, app.timer, ….`,
    );
  }
  for (const hook of registrations.hooks.get('appStart') ?? [])
    await hook({ hookData: {}, functionAppDirectory: folder });
  const capabilities = await registrations.model.getCapabilities({});
  if ('HttpUri' in capabilities)
    throw new AppLoadError(
      "The app streams HTTP (app.setup's enableHttpStream), which is not emulated. Turn that off here, or run on Azure's host.",
    );
  registrations.locked = true;
  return { functions: describeFunctions(registrations), model: registrations.model, registrations };
}

/** What is registered, by its names. Throws AppLoadError for a function without a trigger. */
export function describeFunctions({ functions }: Registrations): Map<string, LoadedFunction> {
  const described = [...functions.values()].map((each) => describe(each.metadata, each.callback));
  return new Map(described.map((each) => [each.name, each]));
}
