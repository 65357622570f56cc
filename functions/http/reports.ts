import type { HttpResponseInit } from '@azure/functions';
import { findEvidenceOfRun } from '../../shared/activities/reports/find-evidence-of-run.ts';
import { fleetLimits, readFleet } from '../../shared/activities/reports/read-fleet.ts';
import { readKnownCluster } from '../../shared/activities/reports/read-known-cluster.ts';
import { refuseAbsent } from '../../shared/api/check-cluster.ts';
import { readClusterReport, readFleetReport, readRunReport } from '../../shared/api/operations/reports.ts';
import { preferredType } from '../../shared/api/preferred-type.ts';
import { renderNode, renderRunSummary } from '../../shared/api/run-view.ts';
import { formatClusterId } from '../../shared/clusters/cluster-id.ts';
import { placesOf } from '../../shared/fleet/places-of.ts';
import { appVersion } from '../../shared/plain/app-version.ts';
import { composeReport } from '../../shared/reports/compose/compose-report.ts';
import { composeRunReport } from '../../shared/reports/compose/compose-run-report.ts';
import type { Report } from '../../shared/reports/model/report.ts';
import { type ReportFormatName, reportFormatNames, reportFormats } from '../../shared/reports/model/report-formats.ts';
import { nameReport } from '../../shared/reports/name-report.ts';
import { renderReport } from '../../shared/reports/render-report.ts';
import { findRun } from '../serving/find-run.ts';
import { refuseOutside } from '../serving/refuse-outside.ts';
import { type Call, serve } from '../serving/serve.ts';
import { adapters, settings } from '../wiring/app.ts';

type ReportCall = Call<typeof readRunReport> | Call<typeof readClusterReport> | Call<typeof readFleetReport>;

serve(readRunReport, async (call) => {
  const run = await findRun(call.params.id);
  const [nodes, evidence] = await Promise.all([
    adapters.records.listNodes(run.runId),
    findEvidenceOfRun(adapters, run),
  ]);
  const summary = renderRunSummary(run, `${call.apiUrl}/runs/${run.runId}`);
  return answer(call, composeRunReport({ ...summary, nodes: nodes.map(renderNode), evidence }, originOf(call)));
});

/** Answers 404 for a cluster of which nothing is known and which does not exist. */
serve(readClusterReport, async (call) => {
  const { params: cluster } = call;
  refuseOutside(cluster);
  const [postures, arm] = await Promise.all([
    adapters.postures.listClusterPostures(cluster),
    adapters.clusters.readCluster(cluster).catch(() => null),
  ]);
  const origin = originOf(call);
  const order = { cluster, facts: arm?.cluster ?? null, postures, at: origin.madeAt, without: hiddenFrom(call) };
  const part = await readKnownCluster(adapters, order);
  if (!part.known && !order.facts) await refuseAbsent(adapters, cluster);
  const { pools, findings, gaps } = part;
  const scope = { kind: 'cluster' as const, clusterId: formatClusterId(cluster), name: cluster.name };
  return answer(call, composeReport({ scope, clusters: [part.cluster], pools, findings, gaps }, origin));
});

serve(readFleetReport, async (call) => {
  const origin = originOf(call);
  const { allowedScopes: scopes, fleet } = settings;
  const order = { places: placesOf(scopes, fleet), scopes, without: hiddenFrom(call), at: origin.madeAt };
  const parts = await readFleet(adapters, { ...order, limits: fleetLimits });
  return answer(call, composeReport({ ...parts, scope: { kind: 'fleet' } }, origin));
});

const originOf = ({ apiUrl }: ReportCall) => ({ madeAt: new Date().toISOString(), version: appVersion, apiUrl });

const hiddenFrom = ({ caller }: ReportCall) => (caller.role === 'operator' ? [] : settings.operatorNamespaces);

/** By `format`, or else by `Accept`; of formats with one media type that is the first. */
function chooseFormat({ query, request }: ReportCall): ReportFormatName {
  if (query.format) return query.format;
  const [first, ...others] = reportFormatNames.map((name) => reportFormats[name].mediaType);
  const type = preferredType(request.headers.get('accept'), [first ?? 'application/json', ...others]);
  return reportFormatNames.find((name) => reportFormats[name].mediaType === type) ?? 'json';
}

async function answer(call: ReportCall, report: Report): Promise<HttpResponseInit> {
  const format = chooseFormat(call);
  const { mediaType, shown } = reportFormats[format];
  const policy =
    format === 'html' ? (await import('../../shared/reports/html/render-html.ts')).htmlPolicy : "default-src 'none'";
  return {
    status: 200,
    headers: {
      'Content-Type': mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType,
      'Content-Disposition': `${shown ? 'inline' : 'attachment'}; filename="${nameReport(report, format)}"`,
      'Content-Security-Policy': `${policy}; frame-ancestors 'none'`,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Kataproof-Outcome': report.outcome,
      Vary: 'Accept',
    },
    body: await renderReport(report, format, { results: call.query.results }),
  };
}
