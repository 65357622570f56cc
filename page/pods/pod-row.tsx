import { SeverityMark } from '../parts/severity-mark.tsx';
import { VerdictMark } from '../parts/verdict-mark.tsx';
import { type Cluster, findingsAddress, poolAddress } from '../routing/addresses.ts';
import { Link } from '../routing/link.tsx';
import { memoryWords, type Pod, type PoolOfPod, sandboxWords } from './pods.ts';

/** Each has a shape of its own, so that none is told by its colour alone. */
const shapes: Record<Pod['sandbox'], string> = {
  sandboxed: 'M2 2h12v12H2ZM5 5h6v6H5Z',
  'sandboxed-by-upstream': 'M2 2h12v12H2ZM5 8h6',
  'no-class': 'M2.6 8h10.8',
  'class-absent': 'M2 2h12v12H2ZM6 6.3c0-2.6 4.2-2.6 4.2 0C10.2 8 8 7.8 8 9.5M8 11.5v.5',
  'other-handler': 'M5.2 1.2h5.6l4 4v5.6l-4 4H5.2l-4-4V5.2ZM5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8',
};

/** A pod only asks for a sandbox: whether it has one is what the verdict of its pool says, and nothing else is green. */
const tones: Record<Pod['sandbox'], string> = {
  sandboxed: 'is-never',
  'sandboxed-by-upstream': 'is-inconclusive',
  'no-class': 'is-never',
  'class-absent': 'is-suspect',
  'other-handler': 'is-shared-kernel',
};

/** The cells of a pod: what it runs under, the machine that follows from its limits, and what is found about it. */
export function PodCells({ pod, cluster, pool }: { pod: Pod; cluster: Cluster; pool: PoolOfPod | null }) {
  const { name, owner, node, finished, runtimeClassName, handler, sandbox } = pod;
  return (
    <>
      <div role="cell" class="pod-name">
        <b>{name}</b>
        <span class="quiet-words">
          {owner.kind === 'Pod' ? 'by itself' : `${owner.kind} ${owner.name}`}
          {finished && <span class="mark">ended</span>}
        </span>
      </div>
      <div role="cell" class="pod-sandbox">
        <span class={`verdict ${tones[sandbox]}`}>
          <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d={shapes[sandbox]} />
          </svg>
          <span>{sandboxWords[sandbox]}</span>
        </span>
        {runtimeClassName !== null && (
          <span class="pod-class">
            <code>{runtimeClassName}</code> → {handler === null ? 'nothing' : <code>{handler}</code>}
          </span>
        )}
        {sandbox !== 'no-class' && node !== null && <PoolStanding pool={pool} cluster={cluster} />}
      </div>
      <div role="cell" class="pod-machine">
        <Machine pod={pod} />
      </div>
      <div role="cell" class="pod-node">
        {node ?? <span class="quiet-words">no node yet</span>}
      </div>
      <div role="cell" class="pod-findings">
        <PodFindings pod={pod} cluster={cluster} />
      </div>
    </>
  );
}

/** What has been proven of the pool that a pod runs on. */
function PoolStanding({ pool, cluster }: { pool: PoolOfPod | null; cluster: Cluster }) {
  if (pool === null) return <span class="pod-class">what its pool has been proven to be is not known</span>;
  return (
    <span class="pod-class">
      its pool <Link to={poolAddress(cluster, pool.name)}>{pool.name}</Link>:{' '}
      {pool.standing === null ? 'not one of Kata' : <VerdictMark standing={pool.standing} />}
    </span>
  );
}

function Machine({ pod: { vm, limits } }: { pod: Pod }) {
  const asked = [
    limits.memoryMiB === null ? 'no memory limit' : memoryWords(limits.memoryMiB),
    limits.cpus === null ? 'no CPU limit' : `${limits.cpus} CPU`,
  ].join(', ');
  if (vm === null) return <span class="quiet-words">{asked}</span>;
  const { memoryMiB, memoryFrom, vcpus, vcpusFrom, boots, sharedBy, overheadMiB } = vm;
  const byDefault = [memoryFrom, vcpusFrom].includes('default');
  return (
    <>
      <span>
        <b>
          {memoryWords(memoryMiB)}, {vcpus} vCPU
        </b>
        {!boots && <b class="pod-no-boot"> does not boot</b>}
      </span>
      <span class="quiet-words">
        {byDefault ? 'a default, for limits are missing' : `of limits ${asked}`}
        {sharedBy > 1 && `; ${sharedBy} containers share it`}
        {overheadMiB !== null && `; and ${memoryWords(overheadMiB)} on the node`}
      </span>
    </>
  );
}

function PodFindings({ pod: { findings, name }, cluster }: { pod: Pod; cluster: Cluster }) {
  if (findings.length === 0) return <span class="quiet-words">no finding</span>;
  return (
    <ul aria-label={`Findings of ${name}`}>
      {findings.map(({ id, rule, severity, message, subject }) => (
        <li key={id} title={message}>
          <SeverityMark severity={severity} />
          <Link to={`${findingsAddress(cluster)}?${new URLSearchParams({ q: `${rule} ${subject}` })}`}>{rule}</Link>
        </li>
      ))}
    </ul>
  );
}
