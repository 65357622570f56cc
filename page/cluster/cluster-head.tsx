import type { ComponentChildren } from 'preact';
import { type Cluster, clusterIdOf, findingsAddress, podsAddress } from '../routing/addresses.ts';
import { Link } from '../routing/link.tsx';
import { useSubject } from '../routing/subject.ts';

/** The cluster that an address names. */
export function clusterOf(params: Record<string, string>): Cluster {
  const { subscriptionId = '', resourceGroup = '', name = '' } = params;
  return { subscriptionId, resourceGroup, name };
}

/** The head of a view of one cluster: where it is, and the other views of it. */
export function ClusterHead({
  cluster,
  view,
  children,
}: {
  cluster: Cluster;
  view: 'findings' | 'pods';
  children?: ComponentChildren;
}) {
  const words = { findings: 'Findings', pods: 'Pods' };
  useSubject(`${words[view]} of ${cluster.name}`);
  const ofCluster = new URLSearchParams({ cluster: clusterIdOf(cluster).toLowerCase() });
  const views = [
    { name: 'pools', title: 'Pools', to: `/?${ofCluster}` },
    { name: 'findings', title: words.findings, to: findingsAddress(cluster) },
    { name: 'pods', title: words.pods, to: podsAddress(cluster) },
    { name: 'runs', title: 'Runs', to: `/runs?${ofCluster}` },
    { name: 'alerts', title: 'Alerts', to: `/alerts?${ofCluster}` },
  ];
  return (
    <div class="cluster-head">
      <div class="view-head">
        <h1>
          {words[view]} <span class="cluster-head-of">of {cluster.name}</span>
        </h1>
        {children}
      </div>
      <p class="quiet-words cluster-head-where">
        {cluster.resourceGroup} · {cluster.subscriptionId}
      </p>
      <nav aria-label={`Views of ${cluster.name}`} class="tabs">
        <ul>
          {views.map(({ name, title, to }) => (
            <li key={name}>
              <Link to={to} aria-current={name === view ? 'page' : undefined}>
                {title}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}
