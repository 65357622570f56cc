import { HttpError } from '../../shared/api/http-error.ts';
import { isRunId } from '../../shared/runs/run-id.ts';
import type { RunRecord } from '../../shared/runs/run-record.ts';
import { refuseOutside } from '../serving/refuse-outside.ts';
import { adapters } from '../wiring/app.ts';

/** The run that a route names. Throws HttpError 404, and 403 for one of a cluster outside the allowed scopes. */
export async function findRun(id: string): Promise<RunRecord> {
  const run = isRunId(id) ? await adapters.records.readRun(id) : null;
  if (!run) throw new HttpError(404, 'RunNotFound', `There is no run ${id.slice(0, 40)}.`);
  refuseOutside(run.cluster);
  return run;
}
