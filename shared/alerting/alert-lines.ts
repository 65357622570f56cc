import type { AlertMessage } from '../alerts/alert-message.ts';
import { shorten } from '../plain/shorten.ts';

/** How much of an alert a chat message shows. */
export interface Detail {
  /** Most nodes that are named; the run's record has all of them. */
  mostNodes: number;
  /** Most characters of each text. */
  mostChars: number;
}

const usual: Detail = { mostNodes: 3, mostChars: 300 };

/** One alert as short plain lines for chats: what, where, since when, expected and seen, what to do. */
export interface AlertLines {
  title: string;
  facts: { label: string; text: string }[];
}

/** Renders an alert as lines of bounded length: at most about 2,900 characters in the usual detail. */
export function alertLines(alert: AlertMessage, { mostNodes, mostChars } = usual): AlertLines {
  const facts = [
    { label: 'Cluster', text: alert.clusterName },
    { label: 'Pool', text: alert.poolName },
    { label: 'Verdict', text: `${alert.verdict}, since ${alert.since}` },
    ...(alert.before ? [{ label: 'Before', text: `${alert.before.state}, since ${alert.before.since}` }] : []),
    { label: 'Reason', text: alert.reason },
    ...alert.nodes.slice(0, mostNodes).map(({ nodeName, check, expected, seen }) => ({
      label: `Node ${shorten(nodeName, 63)}`,
      text: `${check}: expected ${shorten(expected, mostChars / 3)}; seen ${shorten(seen, mostChars / 3)}`,
    })),
    ...(alert.nodesAffected > mostNodes
      ? [{ label: 'More nodes', text: `${alert.nodesAffected - mostNodes} more are not isolated` }]
      : []),
    { label: 'What to do', text: alert.whatToDo },
    ...(alert.runId ? [{ label: 'Run', text: alert.runId }] : []),
  ];
  return {
    title: shorten(alert.title, 200),
    facts: facts.map(({ label, text }) => ({ label, text: shorten(text, mostChars) })),
  };
}
