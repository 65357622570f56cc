import { quote } from '../errors/quote.ts';
import type { NodeVerdict, Verdict } from '../isolation/evidence.ts';
import { foldCase } from '../plain/fold-case.ts';
import { stableHash } from '../plain/stable-hash.ts';
import type { AlertMessage } from './alert-message.ts';
import type { AlertKind } from './decide-alert.ts';

/** The facts that an alert is written from. */
export interface AlertFacts {
  clusterId: string;
  clusterName: string;
  poolName: string;
  verdict: Verdict;
  reason: string;
  nodes: readonly NodeVerdict[];
  since: string;
  at: string;
  /** What people were last told about the pool, and since when. */
  before: AlertMessage['before'];
  /** The news behind the alert: a run's id, or `stale:` and a run's id. */
  newsId: string;
  runId: string | null;
  /** The pool keeps everything off until it is proven. */
  quarantined?: boolean;
}

/** Most nodes that one alert names; the run's record has all of them. */
const mostNodes = 20;
/** Most characters of a text that a cluster or Azure wrote, because alerts are stored in rows and sent to chats. */
const mostChars = 500;

/**
 * Writes an alert from the facts. Its id follows from pool, news and kind, so composing the same alert twice gives one
 * id.
 */
export function composeAlert(kind: AlertKind, facts: AlertFacts): AlertMessage {
  const { newsId, nodes, quarantined = false, ...rest } = facts;
  const affected = nodes.filter((node) => node.verdict !== 'isolated');
  return {
    ...rest,
    reason: quote(
      kind === 'stale' ? `The last proof may no longer be relied on. It said: ${facts.reason}` : facts.reason,
      mostChars,
    ),
    id: stableHash(foldCase(`${facts.clusterId}/${facts.poolName}|${newsId}|${kind}`)),
    kind,
    severity: severityOf(kind, facts.verdict),
    title: titleOf(kind, facts),
    nodesAffected: affected.length,
    nodes: affected.slice(0, mostNodes).map(decisiveCheck),
    whatToDo: quarantined && kind !== 'resolved' ? whatToDoInQuarantine(facts.verdict) : whatToDo(kind, facts.verdict),
  };
}

/**
 * The severity by which sinks are chosen. For a resolved alert it is the severity of the trouble that ended, so that
 * everybody who heard of the trouble also hears of its end.
 */
export function reachOf({ kind, severity, before }: Pick<AlertMessage, 'kind' | 'severity' | 'before'>) {
  if (kind !== 'resolved' || !before) return severity;
  return before.state === 'stale' ? 'warning' : severityOf('opened', before.state);
}

function severityOf(kind: AlertKind, verdict: Verdict): AlertMessage['severity'] {
  if (kind === 'resolved') return 'info';
  return kind !== 'stale' && verdict === 'shared-kernel' ? 'critical' : 'warning';
}

function titleOf(kind: AlertKind, { poolName, clusterName, verdict }: AlertFacts): string {
  const where = `pool ${poolName} of cluster ${clusterName}`;
  if (kind === 'resolved') return `Resolved: ${where} is isolated`;
  if (kind === 'stale') return `Stale: ${where} has not been proven lately`;
  const news = verdict === 'inconclusive' ? 'Not proven' : 'Not isolated';
  return `${kind === 'worsened' ? 'Worse' : news}: ${where} is ${verdict}`;
}

function decisiveCheck(node: NodeVerdict): AlertMessage['nodes'][number] {
  const check =
    node.checks.find(({ state }) => state === 'failed') ?? node.checks.find(({ state }) => state === 'unknown');
  return {
    nodeName: node.nodeName,
    verdict: node.verdict,
    check: check?.id ?? 'none',
    expected: quote(check?.expected ?? 'evidence', mostChars),
    seen: quote(check?.seen ?? node.reason, mostChars),
  };
}

/** Nothing but what tolerates the taint runs there, so nothing has to be moved away. */
function whatToDoInQuarantine(verdict: Verdict): string {
  const closed = 'The pool stays in quarantine: no pod runs there that does not tolerate kataproof.io/quarantine.';
  const mend =
    verdict === 'shared-kernel' ? 'Delete the pool, or find out what the reason means' : 'Mend what the reason says';
  return `${closed} ${mend}; then have it proven with "liftQuarantine": true, which opens it if it is isolated.`;
}

function whatToDo(kind: AlertKind, verdict: Verdict): string {
  if (kind === 'resolved') return 'Nothing.';
  if (kind === 'stale')
    return 'Find out why nothing proves the pool any more: look at the last runs, then start a verification.';
  switch (verdict) {
    case 'shared-kernel':
      return 'Move untrusted workloads off the pool now. Check the RuntimeClass handler and the webhooks that change pods.';
    case 'suspect':
      return "Keep untrusted workloads off the pool until the reason is explained: the pods' kernels are not the node's, and not shown to be Kata's and theirs alone. Compare the node image with the last proven one.";
    default:
      return 'It could not be proven. The reason says what stood in the way; mend that and have the pool proven again.';
  }
}
