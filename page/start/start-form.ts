/** What the form holds, as it was typed. */
export interface StartForm {
  kind: 'prove' | 'make';
  /** An ARM id; `other` for one that is typed, `new` for one to be made. */
  cluster: string;
  otherCluster: string;
  /** Of an existing pool; empty for every Kata node of the cluster. */
  pool: string;
  liftQuarantine: boolean;
  name: string;
  vmSize: string;
  count: string;
  autoscaling: boolean;
  minCount: string;
  maxCount: string;
  zones: string;
  quarantine: boolean;
  cleanup: 'keep' | 'delete-on-failure' | 'always-delete';
  approval: boolean;
  subscriptionId: string;
  resourceGroup: string;
  clusterName: string;
  location: string;
  kubernetesVersion: string;
}

/** The form at its beginning; the query of the address may name a cluster, and a pool to prove or to make. */
export function emptyForm(query: URLSearchParams): StartForm {
  const [cluster, pool, make] = [query.get('cluster') ?? '', query.get('pool') ?? '', query.get('make')];
  return {
    ...{
      kind: make === null ? 'prove' : 'make',
      cluster: '',
      otherCluster: cluster,
      pool: pool.startsWith('(') ? '' : pool,
      liftQuarantine: false,
    },
    ...{
      name: make ?? 'kata',
      vmSize: 'Standard_D4s_v5',
      count: '1',
      autoscaling: false,
      minCount: '1',
      maxCount: '3',
      zones: '',
    },
    ...{ quarantine: true, cleanup: 'keep', approval: false },
    ...{ subscriptionId: '', resourceGroup: '', clusterName: '', location: 'westeurope', kubernetesVersion: '' },
  };
}

const numberOf = (text: string) => (text.trim() === '' ? undefined : Number(text));

/** A field that is left out where it is empty. */
const given = (name: string, value: unknown) => (value === undefined || value === '' ? {} : { [name]: value });

function clusterOf(form: StartForm): unknown {
  if (form.cluster === 'new') {
    const { subscriptionId, resourceGroup, clusterName } = form;
    return { subscriptionId: subscriptionId.trim(), resourceGroup: resourceGroup.trim(), name: clusterName.trim() };
  }
  return form.cluster === 'other' || form.cluster === '' ? form.otherCluster.trim() : form.cluster;
}

function newPool(form: StartForm): Record<string, unknown> {
  const zones = form.zones.split(/[\s,]+/).filter(Boolean);
  return {
    ...{ name: form.name.trim(), vmSize: form.vmSize.trim() },
    ...(form.autoscaling
      ? {
          enableAutoScaling: true,
          ...given('minCount', numberOf(form.minCount)),
          ...given('maxCount', numberOf(form.maxCount)),
        }
      : given('count', numberOf(form.count))),
    ...(zones.length > 0 && { zones }),
  };
}

/** The body of the request that starts what the form asks for: of `POST /api/verifications` or `/api/provisionings`. */
export function toStartBody(form: StartForm): Record<string, unknown> {
  const cluster = clusterOf(form);
  if (form.kind === 'prove')
    return {
      cluster,
      ...given('nodePool', form.pool.trim()),
      ...(form.liftQuarantine && form.pool !== '' && { liftQuarantine: true }),
    };
  const { quarantine, cleanup, location, kubernetesVersion } = form;
  return {
    ...{ cluster, nodePool: newPool(form), quarantine, cleanup },
    ...(form.approval && { approval: 'required' }),
    ...(form.cluster === 'new' && {
      newCluster: { location: location.trim(), ...given('kubernetesVersion', kubernetesVersion.trim()) },
    }),
  };
}

/** The body of `POST /api/preflights` for the same. */
export function toPreflightBody(form: StartForm): Record<string, unknown> {
  const { liftQuarantine: _notLookedAt, ...body } = toStartBody(form);
  return body;
}
