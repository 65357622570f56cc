import { resolveSettings } from '../app/host-settings.ts';
import type { LoadedFunction } from '../app/load-app.ts';

type Environment = Record<string, string | undefined>;

/** A function with a queue trigger, and where its messages are. */
export interface QueueFunction {
  target: LoadedFunction;
  queueName: string;
  /** A connection string; an error that says why there is none. */
  connection: { kind: 'string'; value: string } | { kind: 'none'; why: string };
}

/** Storage's default connection is the setting AzureWebJobsStorage; others may have the prefix or not. */
const namesOf = (connection: string): string[] =>
  connection === '' ? ['AzureWebJobsStorage'] : [`AzureWebJobs${connection}`, connection];

function findConnection(connection: string, environment: Environment): QueueFunction['connection'] {
  const names = namesOf(connection);
  const value = names.map((name) => environment[name]).find((each) => each);
  if (value) return { kind: 'string', value };
  const identity = Object.keys(environment).find((name) => names.some((each) => name.startsWith(`${each}__`)));
  if (identity)
    return {
      kind: 'none',
      why: `${identity} asks for a connection by identity, which is not emulated: set ${names.at(-1)}`,
    };
  return {
    kind: 'none',
    why: `Storage account connection string '${names[0]}' does not exist. Make sure that it is a defined App Setting.`,
  };
}

/** Finds the functions with a queue trigger, with `%SETTING%` resolved. Throws AppLoadError for a missing setting. */
export function findQueueFunctions(functions: Iterable<LoadedFunction>, environment: Environment): QueueFunction[] {
  return [...functions]
    .filter(({ trigger }) => trigger.type === 'queueTrigger')
    .map((target) => {
      const { queueName, connection } = target.trigger.options;
      return {
        target,
        queueName: resolveSettings(String(queueName), environment),
        connection: findConnection(resolveSettings(String(connection ?? ''), environment), environment),
      };
    });
}
