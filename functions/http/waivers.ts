import type { HttpResponseInit } from '@azure/functions';
import { waiverFrom } from '../../shared/api/findings-schemas.ts';
import { HttpError } from '../../shared/api/http-error.ts';
import { unwaiveFinding, waiveFinding } from '../../shared/api/operations/findings.ts';
import { validate } from '../../shared/api/parse-body.ts';
import { renderFinding } from '../../shared/api/render-findings.ts';
import type { WaiverTerms } from '../../shared/workloads/finding.ts';
import { refuseOutside } from '../serving/refuse-outside.ts';
import { type Call, serve } from '../serving/serve.ts';
import { adapters } from '../wiring/app.ts';

serve(waiveFinding, async (call) => {
  refuseOutside(call.params);
  return setWaiver(call, validate(waiverFrom(Date.now()), call.body, 'body'));
});

serve(unwaiveFinding, async (call) => setWaiver(call, null));

async function setWaiver(
  { params: { id, ...cluster }, headers, caller }: Pick<Call<typeof unwaiveFinding>, 'params' | 'headers' | 'caller'>,
  terms: WaiverTerms | null,
): Promise<HttpResponseInit> {
  refuseOutside(cluster);
  const asker = { at: new Date().toISOString(), by: caller.principal };
  const { found, matched } = await adapters.findings.waive(cluster, id, terms, asker, headers['if-match'] ?? null);
  if (found && !matched)
    throw new HttpError(
      412,
      'WaiverChanged',
      'Somebody has changed the waiver since it was read. Read the finding again, and send its etag of now in If-Match.',
    );
  const finding = found && (await adapters.findings.listFindings(cluster)).find((known) => known.id === id);
  if (!finding)
    throw new HttpError(404, 'FindingNotFound', `There is no finding ${id.slice(0, 100)} of cluster ${cluster.name}.`);
  const rendered = renderFinding(finding, new Date().toISOString());
  return { status: 200, headers: { ETag: rendered.etag }, jsonBody: rendered };
}
