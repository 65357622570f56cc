import type { TokenCredential } from '@azure/identity';
import type { AlertMessage } from '../alerts/alert-message.ts';
import { KataproofError } from '../errors/kataproof-error.ts';
import { redact } from '../errors/redact.ts';
import { sinkLimits } from '../outbound/limits.ts';
import type { AlertSinks } from '../ports/alert-sinks.ts';
import type { SinkSettings } from '../settings/sink-settings.ts';
import type { Deliver } from './deliver.ts';
import { createEventGridSink } from './event-grid-sink.ts';
import { postJson } from './post-json.ts';
import { renderSlack } from './render-slack.ts';
import { renderTeams } from './render-teams.ts';
import { createWebhookSink } from './webhook-sink.ts';

const rank = { info: 0, warning: 1, critical: 2 };

/** What every sink needs besides its settings. */
export interface SinkDependencies {
  /** Gives tokens for Event Grid topics without a key. */
  credential: TokenCredential;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Milliseconds that one request may take; `sinkLimits` by default. */
  timeoutMs?: number;
}

/**
 * Creates the sinks that the settings name. Alerts that wait for a sink whose setting was removed fail for good with
 * SinkUnknown, so that they are kept as dead letters.
 */
export function createAlertSinks(dependencies: SinkDependencies & { sinks: readonly SinkSettings[] }): AlertSinks {
  const { sinks, credential, now, timeoutMs = sinkLimits.callTimeoutMs } = dependencies;
  const byName = new Map(sinks.map((sink) => [sink.name, openSink(sink, { credential, now, timeoutMs })]));
  return {
    namesFor: (severity) =>
      sinks.filter(({ minimumSeverity }) => rank[severity] >= rank[minimumSeverity]).map(({ name }) => name),
    async deliver(sinkName, messages) {
      const deliver = byName.get(sinkName);
      if (!deliver)
        throw new KataproofError(
          'SinkUnknown',
          `No alert sink ${sinkName} is set. Set it again, or send its dead letters to another one.`,
        );
      await deliver(messages.map(cleanMessage));
    },
  };
}

function openSink(sink: SinkSettings, dependencies: Required<SinkDependencies>): Deliver {
  switch (sink.kind) {
    case 'event-grid':
      return createEventGridSink(sink, dependencies);
    case 'webhook':
      return createWebhookSink(sink, dependencies);
    case 'slack':
      return chat(sink, renderSlack, dependencies);
    case 'teams':
      return chat(sink, renderTeams, dependencies);
  }
}

/** A chat hook needs no key: its URL is the secret. */
function chat(
  { name, url }: { name: string; url: string },
  render: (alerts: Parameters<Deliver>[0]) => object,
  { timeoutMs, now }: Required<SinkDependencies>,
): Deliver {
  return (alerts) => postJson({ sinkName: name, url, body: JSON.stringify(render(alerts)), timeoutMs, nowMs: now() });
}

/** The message with every probable secret removed, because reasons and checks quote what clusters and Azure wrote. */
function cleanMessage(message: AlertMessage): AlertMessage {
  return {
    ...message,
    title: redact(message.title),
    reason: redact(message.reason),
    whatToDo: redact(message.whatToDo),
    nodes: message.nodes.map((node) => ({ ...node, expected: redact(node.expected), seen: redact(node.seen) })),
  };
}
