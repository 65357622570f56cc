import { ActButton } from '../parts/act-button.tsx';
import { Moment, Since } from '../parts/moment.tsx';
import { StandingIcon, standingWords } from '../parts/verdict-mark.tsx';
import { type Cluster, poolAddress, runAddress } from '../routing/addresses.ts';
import { Link } from '../routing/link.tsx';
import { type Alert, kindWords, looks, stateWords } from './alert-words.ts';

const armId = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/[^/]+\/managedClusters\/([^/]+)$/i;

function clusterOf(id: string | null): Cluster | null {
  const [, subscriptionId, resourceGroup, name] = armId.exec(id ?? '') ?? [];
  return subscriptionId && resourceGroup && name ? { subscriptionId, resourceGroup, name } : null;
}

/** An alert for a sink: what became of it, and what people are told by it. */
export function AlertItem({ alert, busy, onReplay }: { alert: Alert; busy: boolean; onReplay: () => void }) {
  const { state, sink, subject, kind, lastError, attempts, message } = alert;
  const { icon, colour } = looks[state];
  const title = subject ?? 'An alert that this version cannot read';
  return (
    <article class={`alert is-${colour}`} aria-label={`${stateWords[state]}: ${title}`}>
      <div class="alert-head">
        <span class={`verdict is-${colour}`}>
          <StandingIcon standing={icon} />
          <span>{stateWords[state]}</span>
        </span>
        <h3>{title}</h3>
      </div>
      <p class="alert-facts">
        <span>
          to <b>{sink}</b>
        </span>
        {kind && <span>{kindWords[kind]}</span>}
        <When alert={alert} />
        {attempts > 0 && (
          <span>
            {attempts} failed {attempts === 1 ? 'try' : 'tries'}
          </span>
        )}
      </p>
      {lastError && state !== 'sent' && (
        <p class="alert-error">
          <b>Last answer:</b> {lastError}
        </p>
      )}
      {message && <Message message={message} />}
      {state === 'dead' && (
        <p class="buttons">
          <ActButton onAct={onReplay} busy={busy} label={`Replay: ${title}, to ${sink}`}>
            {busy ? 'Queueing…' : 'Replay'}
          </ActButton>
          <span class="quiet-words">Mend the sink first. It is tried again within five minutes.</span>
        </p>
      )}
    </article>
  );
}

function When({ alert: { state, queuedAt, dueAt, sentAt, diedAt } }: { alert: Alert }) {
  const late = sentAt !== null && queuedAt !== null && Date.parse(sentAt) - Date.parse(queuedAt) > 600_000;
  return (
    <>
      {state === 'sent' && sentAt !== null && (
        <span>
          sent <Moment at={sentAt} />
        </span>
      )}
      {state === 'queued' && dueAt !== null && (
        <span>
          next try <Moment at={dueAt} />
        </span>
      )}
      {state === 'dead' && diedAt !== null && (
        <span>
          given up <Moment at={diedAt} />
        </span>
      )}
      {queuedAt !== null && (state !== 'sent' || late) && (
        <span>
          arose <Moment at={queuedAt} />
        </span>
      )}
    </>
  );
}

/** What was told. It is folded, so that a list of many can be read. */
function Message({ message }: { message: NonNullable<Alert['message']> }) {
  const { reason, whatToDo, nodes, nodesAffected, poolName, clusterId, runId, before } = message;
  const cluster = clusterOf(clusterId);
  return (
    <details class="alert-message">
      <summary>What it says</summary>
      <p>{reason}</p>
      <p>
        <b>What to do:</b> {whatToDo}
      </p>
      {before && (
        <p>
          <b>Before:</b> {standingWords[before.state]}, since <Since at={before.since} />
        </p>
      )}
      {nodes.length > 0 && (
        <ul class="alert-nodes">
          {nodes.map(({ nodeName, check, expected, seen }) => (
            <li key={`${nodeName} ${check}`}>
              <b>{nodeName}</b> <code>{check}</code>: expected {expected}; seen {seen}
            </li>
          ))}
        </ul>
      )}
      {nodesAffected > nodes.length && <p>and {nodesAffected - nodes.length} more nodes.</p>}
      <p class="buttons">
        {cluster && <Link to={poolAddress(cluster, poolName)}>Pool {poolName}</Link>}
        {runId && <Link to={runAddress(runId)}>The run</Link>}
      </p>
    </details>
  );
}
