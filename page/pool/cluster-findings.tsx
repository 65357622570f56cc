import type { Findings, Posture } from '../api/answers.ts';
import type { Loaded } from '../api/use-load.ts';
import { Moment } from '../parts/moment.tsx';
import { Loading, LoadNotice } from '../parts/notice.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { findingsAddress, podsAddress } from '../routing/addresses.ts';
import { Link } from '../routing/link.tsx';

/** The gravest come first, and few of them are enough here. */
const few = 5;

/** What does not comply in the cluster of a pool. */
export function ClusterFindings({ cluster, findings }: { cluster: Posture['cluster']; findings: Loaded<Findings> }) {
  const standing = (findings.data?.value ?? []).filter(({ state }) => state === 'standing');
  const at = findings.data?.inspected.workloads ?? findings.data?.inspected.azure ?? null;
  return (
    <section aria-labelledby="findings-title">
      <h2 id="findings-title">Findings in cluster {cluster.name}</h2>
      <LoadNotice loaded={findings} subject="The findings could not be loaded" />
      {findings.data === null && findings.loading && <Loading what="The findings are loading." />}
      {findings.data && at === null && <p class="quiet-words">The cluster was never inspected, so nothing is known.</p>}
      {findings.data && at !== null && (
        <>
          <p class="quiet-words">
            {standing.length === 0
              ? 'None stands.'
              : `${standing.length} ${standing.length === 1 ? 'stands' : 'stand'}.`}{' '}
            Last inspected <Moment at={at} />.
          </p>
          <ul class="finding-list">
            {standing.slice(0, few).map(({ id, severity, subject, message, remedy }) => (
              <li key={id}>
                <p>
                  <SeverityMark severity={severity} /> <b>{subject}</b> {message}
                </p>
                <p class="quiet-words">{remedy}</p>
              </li>
            ))}
          </ul>
        </>
      )}
      <p class="pool-links">
        <Link to={findingsAddress(cluster)}>
          {standing.length > few ? `All ${standing.length} findings` : 'Findings, with waivers and controls'}
        </Link>{' '}
        <Link to={podsAddress(cluster)}>Pods and their sandboxes</Link>
      </p>
    </section>
  );
}
