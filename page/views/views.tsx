import type { ComponentType } from 'preact';
import { AlertsView } from '../alerts/alerts-view.tsx';
import { ClusterFindingsView } from '../findings/cluster-findings-view.tsx';
import { FindingsView } from '../findings/findings-view.tsx';
import { FleetView } from '../fleet/fleet-view.tsx';
import { PodsView } from '../pods/pods-view.tsx';
import { PoolView } from '../pool/pool-view.tsx';
import { Link } from '../routing/link.tsx';
import { matchPath } from '../routing/match-path.ts';
import { RunView } from '../run/run-view.tsx';
import { RunsView } from '../runs/runs-view.tsx';
import { StartView } from '../start/start-view.tsx';

/** A view of the page. Its component makes the `h1`, and has the parameters of its address. */
export interface View {
  /** Below the base of the page, with parameters: `/runs/:id`. */
  path: string;
  title: string;
  /** The word in the menu; none for a view that others lead to. */
  nav?: string;
  component: ComponentType<{ params: Record<string, string> }>;
}

/** Every view, in the order of the menu. */
export const views: readonly View[] = [
  { path: '/', title: 'Fleet', nav: 'Fleet', component: FleetView },
  { path: '/runs', title: 'Runs', nav: 'Runs', component: RunsView },
  { path: '/runs/:id', title: 'Run', component: RunView },
  { path: '/findings', title: 'Findings', nav: 'Findings', component: FindingsView },
  { path: '/alerts', title: 'Alerts', nav: 'Alerts', component: AlertsView },
  { path: '/start', title: 'Start a run', nav: 'Start', component: StartView },
  { path: '/clusters/:subscriptionId/:resourceGroup/:name/pools/:pool', title: 'Pool', component: PoolView },
  { path: '/clusters/:subscriptionId/:resourceGroup/:name/pods', title: 'Pods', component: PodsView },
  {
    path: '/clusters/:subscriptionId/:resourceGroup/:name/findings',
    title: 'Findings',
    component: ClusterFindingsView,
  },
];

const nowhere: View = { path: '', title: 'Not found', component: NotFound };

/** The view of a path, with its parameters. */
export function findView(path: string): { view: View; params: Record<string, string> } {
  for (const view of views) {
    const params = matchPath(view.path, path);
    if (params) return { view, params };
  }
  return { view: nowhere, params: {} };
}

function NotFound() {
  return (
    <>
      <h1>Not found</h1>
      <p>
        The page has no view at this address. <Link to="/">Go to the fleet</Link>.
      </p>
    </>
  );
}
