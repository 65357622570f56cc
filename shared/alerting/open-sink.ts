import type { AlertMessage } from '../alerts/alert-message.ts';
import { redact } from '../errors/redact.ts';
import { sinkLimits } from '../outbound/limits.ts';
import type { SinkSettings } from '../settings/sink-settings.ts';
import type { Deliver } from './deliver.ts';
import { createEventGridSink } from './event-grid-sink.ts';
import { postJson } from './post-json.ts';
import { renderSlack } from './render-slack.ts';
import { renderTeams } from './render-teams.ts';
import type { SinkDependencies } from './sink-dependencies.ts';
import { createWebhookSink } from './webhook-sink.ts';

/** What delivers to a sink. No message leaves with anything that looks like a secret. */
export function openSink(sink: SinkSettings, dependencies: SinkDependencies): Deliver {
  const deliver = openKind(sink, { timeoutMs: sinkLimits.callTimeoutMs, ...dependencies });
  return (messages) => deliver(messages.map(cleanMessage));
}

function openKind(sink: SinkSettings, dependencies: Required<SinkDependencies>): Deliver {
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
