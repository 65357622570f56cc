import type { HttpResponseInit } from '@azure/functions';
import { waiverFrom } from '../../shared/api/findings-schemas.ts';
import { HttpError } from '../../shared/api/http-error.ts';
import { unwaiveFinding, waiveFinding } from '../../shared/api/operations/findings.ts';
import { validate } from '../../shared/api/parse-body.ts';
import { renderFinding } from '../../shared/api/render-findings.ts';
import type { WaiverTerms } from '../../shared/workloads/finding.ts';
import { adapters } from '../wiring/app.ts';
import { refuseOutside } from './refuse-outside.ts';
import { type Call, serve } from './serve.ts';

serve(waiveFinding, async (call) => setWaiver(call, validate(waiverFrom(Date.now()), call.body, 'body')));

serve(unwaiveFinding, async (call) => setWaiver(call, null));

async function setWaiver(
  { params: { id, ...cluster }, caller }: Pick<Call<typeof unwaiveFinding>, 'params' | 'caller'>,
  terms: WaiverTerms | null,
): Promise<HttpResponseInit> {
  refuseOutside(cluster);
  const asker = { at: new Date().toISOString(), by: caller.principal };
  const { found } = await adapters.findings.waive(cluster, id, terms, asker);
  const finding = found && (await adapters.findings.listFindings(cluster)).find((known) => known.id === id);
  if (!finding)
    throw new HttpError(404, 'FindingNotFound', `There is no finding ${id.slice(0, 100)} of cluster ${cluster.name}.`);
  return { status: 200, jsonBody: renderFinding(finding, new Date().toISOString()) };
}
