import type { InvocationContext } from '@azure/functions';
// durable-functions 3.5 makes the same of an orchestrator when it registers it (`createOrchestrator`), and keeps it to itself.
import { Orchestrator } from 'durable-functions/lib/src/orchestrations/Orchestrator.js';
import { orchestrators } from './orchestrators.ts';

type Turn = (trigger: unknown, context: InvocationContext) => Promise<unknown>;

const opened = new Map<string, Turn>();

/** What carries out the turns of an orchestrator. Throws for a name that there is not. */
export function openOrchestrator(name: string): Turn {
  const known = opened.get(name);
  if (known) return known;
  const orchestrator = orchestrators[name];
  if (!orchestrator) throw new Error(`There is no orchestrator ${name}.`);
  const turn = new Orchestrator(orchestrator).listen();
  opened.set(name, turn);
  return turn;
}
