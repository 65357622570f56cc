/**
 * The entry point that the Functions worker loads. Each import registers one trigger, or the orchestrators and
 * activities that triggers start.
 */
import './wiring/refuse-old-node.ts';
import './wiring/telemetry.ts';
import './durable.ts';
import './events/on-cluster-event.ts';
import './events/on-queued-cluster-event.ts';
import './events/on-resource-changed.ts';
import './http/documents.ts';
import './http/alerts.ts';
import './http/evidence.ts';
import './http/approvals.ts';
import './http/clusters.ts';
import './http/findings.ts';
import './http/pods.ts';
import './http/page.ts';
import './http/plans.ts';
import './http/health.ts';
import './http/postures.ts';
import './http/preflights.ts';
import './http/provisionings.ts';
import './http/reports.ts';
import './http/run-events.ts';
import './http/runs.ts';
import './http/statements.ts';
import './http/verifications.ts';
import './http/waivers.ts';
import './http/workloads.ts';
import './schedule/every-five-minutes-deliver-alerts.ts';
import './schedule/every-hour-sweep.ts';
import './schedule/every-night-prove-fleet.ts';
