import type { AlertMessage } from '../alerts/alert-message.ts';
import { oneLine } from '../plain/one-line.ts';
import { shorten } from '../plain/shorten.ts';

/** How much of what a cluster wrote a chat message shows. */
export interface Detail {
  /** Most nodes that are named; the run's record has all of them. */
  mostNodes: number;
  /** Most characters of each text that quotes a cluster. */
  mostChars: number;
  /** Whether cluster, pool and what was told before have lines of their own; the title names cluster and pool anyway. */
  inFull: boolean;
}

/** Tried in this order until a message is small enough. With the last one, ten alerts always fit. */
const details: readonly Detail[] = [
  { mostNodes: 3, mostChars: 300, inFull: true },
  { mostNodes: 2, mostChars: 200, inFull: true },
  { mostNodes: 1, mostChars: 150, inFull: true },
  { mostNodes: 1, mostChars: 100, inFull: false },
  { mostNodes: 0, mostChars: 100, inFull: false },
  { mostNodes: 0, mostChars: 60, inFull: false },
];

/** One alert as short plain lines for chats: what, where, since when, expected and seen, what to do. */
export interface AlertLines {
  title: string;
  facts: { label: string; text: string }[];
}

/**
 * Renders alerts in as much detail as `fits` accepts. What a cluster wrote gets shorter; what to do and which run found
 * out are always whole.
 */
export function renderWithin<T>(
  alerts: readonly AlertMessage[],
  render: (lines: { alert: AlertMessage; lines: AlertLines }[]) => T,
  fits: (rendered: T) => boolean,
): T {
  const renderIn = (detail: Detail) => render(alerts.map((alert) => ({ alert, lines: alertLines(alert, detail) })));
  const [full, ...shorter] = details.map((detail) => () => renderIn(detail));
  let rendered = full?.() ?? render([]);
  for (const next of shorter) {
    if (fits(rendered)) return rendered;
    rendered = next();
  }
  return rendered;
}

/** Renders an alert as lines, each of them one line whatever a cluster wrote into it. */
function alertLines(alert: AlertMessage, { mostNodes, mostChars, inFull }: Detail): AlertLines {
  const facts = [
    ...(inFull
      ? [
          { label: 'Cluster', text: alert.clusterName },
          { label: 'Pool', text: alert.poolName },
        ]
      : []),
    ...(alert.kind === 'approval-needed'
      ? [{ label: 'Waiting', text: `since ${alert.since}` }]
      : [{ label: 'Verdict', text: `${alert.verdict}, since ${alert.since}` }]),
    ...(inFull && alert.before
      ? [{ label: 'Before', text: `${alert.before.state}, since ${alert.before.since}` }]
      : []),
    { label: 'Reason', text: shorten(alert.reason, mostChars) },
    ...alert.nodes.slice(0, mostNodes).map(({ nodeName, check, expected, seen }) => ({
      label: `Node ${shorten(nodeName, 63)}`,
      text: `${check}: expected ${shorten(expected, mostChars / 3)}; seen ${shorten(seen, mostChars / 3)}`,
    })),
    ...(alert.nodesAffected > mostNodes
      ? [{ label: 'More nodes', text: `${alert.nodesAffected - mostNodes} more are not shown to be isolated` }]
      : []),
    { label: 'What to do', text: alert.whatToDo },
    ...(alert.runId ? [{ label: 'Run', text: alert.runId }] : []),
  ];
  return {
    title: oneLine(shorten(alert.title, 200)),
    // The bound is for our own texts, which are much shorter.
    facts: facts.map(({ label, text }) => ({ label: oneLine(label), text: oneLine(shorten(text, 400)) })),
  };
}
