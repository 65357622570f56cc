import type { HttpMethod } from '@azure/functions';
import { createActivities, createHostActivities } from '../shared/activities/create-activities.ts';
import type { ActivityHost } from '../shared/activities/start-proof.ts';
import type { Ports } from '../shared/ports/ports.ts';
import { files } from './http/files.ts';
import { served } from './serving/served.ts';
import { orchestrators } from './wiring/orchestrators.ts';

// What the app registers, without what carries it out. The build puts the values of this file's exports in its place
// (scripts/package/static-values.ts), so that a start loads none of what tells them.

/** What of an operation the host is told, and the file that serves it. */
export interface RegisteredOperation {
  id: string;
  file: keyof typeof files;
  route: string;
  method: HttpMethod;
  /** Anybody may ask for it. */
  keyless: boolean;
  durable: boolean;
}

/** Every operation, in the order of the API's document. */
export const operations: readonly RegisteredOperation[] = await listOperations();

export const orchestratorNames: readonly string[] = Object.keys(orchestrators);

export const activityNames: readonly string[] = Object.keys(createActivities({} as Ports));

export const hostActivityNames: readonly ReturnType<typeof listHostActivities>[number][] = listHostActivities();

async function listOperations(): Promise<RegisteredOperation[]> {
  const found: RegisteredOperation[] = [];
  for (const file of Object.keys(files) as (keyof typeof files)[]) {
    const before = new Set(served.keys());
    await files[file]();
    for (const [id, { operation, durable }] of served)
      if (!before.has(id)) {
        const { route, method, role } = operation;
        found.push({ id, file, route, method, keyless: role === 'anonymous', durable });
      }
  }
  return found;
}

function listHostActivities() {
  return Object.keys(createHostActivities({} as ActivityHost)) as (keyof ReturnType<typeof createHostActivities>)[];
}
