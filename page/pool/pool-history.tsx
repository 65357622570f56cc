import { useMemo, useState } from 'preact/hooks';
import type { Posture, Proof } from '../api/answers.ts';
import type { Loaded } from '../api/use-load.ts';
import { Downloads } from '../parts/downloads.tsx';
import { dayMs, describeDay, describeHistory, historyDays, toDays } from '../parts/history-days.ts';
import { StripOfDays } from '../parts/history-strip.tsx';
import type { History } from '../parts/load-history.ts';
import { Moment } from '../parts/moment.tsx';
import { Loading, LoadNotice } from '../parts/notice.tsx';
import { now } from '../parts/now.ts';
import { Scroll } from '../parts/scroll.tsx';
import { StripLegend } from '../parts/strip-legend.tsx';
import { VerdictMark } from '../parts/verdict-mark.tsx';
import { clusterPath, runAddress } from '../routing/addresses.ts';
import { Link } from '../routing/link.tsx';

/** As many proofs as are shown at once. */
const few = 12;

/** The proofs of a pool: the strip of the last days, then each with its run and its evidence. */
export function PoolHistory(props: { cluster: Posture['cluster']; poolName: string; history: Loaded<History> }) {
  const { cluster, poolName, history } = props;
  const [all, setAll] = useState(false);
  const day = Math.floor(now.value / dayMs);
  const days = useMemo(() => toDays(history.data?.proofs ?? [], day * dayMs), [history.data, day]);
  const proofs = history.data?.proofs ?? [];
  return (
    <section aria-labelledby="history-title">
      <h2 id="history-title">The last {historyDays} days</h2>
      <LoadNotice loaded={history} subject="The history could not be loaded" />
      {history.data === null && history.loading && <Loading what="The history is loading." />}
      {history.data && (
        <>
          <div class="strip-large">
            <StripOfDays days={days} />
            <p class="strip-ends">
              <span>{describeDay(days[0]?.day ?? '')}</span>
              <span>today</span>
            </p>
          </div>
          <p class="quiet-words">{describeHistory(days)}</p>
          <StripLegend />
          {proofs.length > 0 && (
            <Scroll label="Proofs">
              <table class="table stacks">
                <caption class="unseen">Proofs of pool {poolName}, the newest first</caption>
                <thead>
                  <tr>
                    <th scope="col">Proven</th>
                    <th scope="col">Verdict</th>
                    <th scope="col">Isolated on</th>
                    <th scope="col">Image</th>
                    <th scope="col">Why</th>
                    <th scope="col">Evidence</th>
                  </tr>
                </thead>
                <tbody>
                  {proofs.slice(0, all ? proofs.length : few).map((proof) => (
                    <ProofRow key={proof.sequence} proof={proof} cluster={cluster} />
                  ))}
                </tbody>
              </table>
            </Scroll>
          )}
          {proofs.length > few && (
            <p>
              <button type="button" class="link" aria-expanded={all} onClick={() => setAll(!all)}>
                {all ? 'Show fewer' : `Show all ${proofs.length} proofs`}
              </button>
            </p>
          )}
          {!history.data.whole && <p class="old">There are more proofs than could be loaded at once.</p>}
        </>
      )}
    </section>
  );
}

function ProofRow({ proof, cluster }: { proof: Proof; cluster: Posture['cluster'] }) {
  const { provenAt, verdict, nodesProven, nodesPresent, nodeImageVersion, reason, runId, digest, signed } = proof;
  const path = `${clusterPath(cluster)}/evidence/${digest}`;
  const short = digest.slice(0, 12);
  return (
    <tr>
      <th scope="row" class="nowrap plain-head">
        <Link to={runAddress(runId)}>
          <Moment at={provenAt} />
        </Link>
      </th>
      <td data-label="Verdict">
        <VerdictMark standing={verdict} />
      </td>
      <td data-label="Isolated on">
        {nodesProven} of {nodesPresent ?? '?'}
      </td>
      <td class="nowrap" data-label="Image">
        {nodeImageVersion ?? 'unknown'}
      </td>
      <td class="wide-cell" data-label="Why">
        {reason}
      </td>
      <td data-label="Evidence">
        <Downloads
          files={[
            { label: 'Evidence', path, name: `evidence-${short}.json` },
            ...(signed ? [{ label: 'Signature', path: `${path}/statement`, name: `evidence-${short}.dsse.json` }] : []),
          ]}
        />
      </td>
    </tr>
  );
}
