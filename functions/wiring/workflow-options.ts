import type { DurableClient } from 'durable-functions';
import type { WorkflowOptions } from '../../shared/runs/requests.ts';
import { readTaskHub } from '../durable-client/read-task-hub.ts';
import { settings } from './app.ts';

/** What an orchestration takes along: the settings, and the hub that it is started in. Throws when Durable is away. */
export async function readWorkflowOptions(client: DurableClient): Promise<WorkflowOptions> {
  return { ...settings.workflow, taskHub: await readTaskHub(client) };
}
