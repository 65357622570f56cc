/**
 * The entry point that the Functions worker loads. Each import registers triggers, and loads nothing of what they start:
 * that is loaded when it is called for the first time.
 */
import './wiring/refuse-old-node.ts';
import './wiring/telemetry.ts';
import './durable.ts';
import './operations.ts';
import './events/on-cluster-event.ts';
import './events/on-queued-cluster-event.ts';
import './events/on-resource-changed.ts';
import './schedule/every-five-minutes-deliver-alerts.ts';
import './schedule/every-hour-sweep.ts';
import './schedule/every-night-prove-fleet.ts';
