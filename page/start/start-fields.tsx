import type { ComponentChildren } from 'preact';
import type { Mistake } from '../api/problem.ts';
import type { Clusters } from '../fleet/load-fleet.ts';
import { openIfIsolated } from '../parts/advice.ts';
import type { StartForm } from './start-form.ts';

interface FieldsProps {
  form: StartForm;
  clusters: Clusters | null;
  /** What the API said of the request that the form made. */
  mistakes: readonly Mistake[];
  change: (change: Partial<StartForm>) => void;
}

/** Fields of the form that are texts. */
type TextField = { [Name in keyof StartForm]: StartForm[Name] extends string ? Name : never }[keyof StartForm];
type TickField = { [Name in keyof StartForm]: StartForm[Name] extends boolean ? Name : never }[keyof StartForm];

/** What to prove or make, and where. */
export function StartFields(props: FieldsProps) {
  const { form, change } = props;
  return (
    <>
      <fieldset>
        <legend>What</legend>
        <Choice
          {...{
            name: 'kind',
            value: 'prove',
            chosen: form.kind,
            hint: 'Runs a pair of pods on each of its nodes and compares kernels. Changes no pool.',
          }}
          label="Prove a pool that exists"
          choose={() => change({ kind: 'prove', ...(form.cluster === 'new' && { cluster: '' }) })}
        />
        <Choice
          {...{
            name: 'kind',
            value: 'make',
            chosen: form.kind,
            hint: 'Adds a Kata pool to a cluster, or makes the cluster too, and proves it.',
          }}
          label="Make a Kata pool and prove it"
          choose={() => change({ kind: 'make' })}
        />
      </fieldset>
      <fieldset>
        <legend>Where</legend>
        <ClusterFields {...props} />
        {form.kind === 'prove' && <ExistingPool {...props} />}
      </fieldset>
      {form.kind === 'make' && <NewPool {...props} />}
    </>
  );
}

function ClusterFields(props: FieldsProps) {
  const { form, clusters, change } = props;
  const text = textFields(props);
  return (
    <>
      <label class="field">
        <span>Cluster</span>
        <select value={form.cluster} onChange={(event) => change({ cluster: event.currentTarget.value, pool: '' })}>
          {clusters === null && <option value="">The clusters are loading</option>}
          {(clusters?.value ?? []).map(({ clusterId, cluster }) => (
            <option key={clusterId} value={clusterId}>
              {cluster ? `${cluster.name} (${cluster.resourceGroup})` : clusterId}
            </option>
          ))}
          <option value="other">Another one, by its ARM id</option>
          {form.kind === 'make' && <option value="new">A new cluster</option>}
        </select>
      </label>
      {form.cluster === 'other' && text('otherCluster', 'ARM id of the cluster', '/subscriptions/…/managedClusters/…')}
      {form.cluster === 'new' && (
        <div class="field-grid">
          {text('subscriptionId', 'Subscription')}
          {text('resourceGroup', 'Resource group, which exists')}
          {text('clusterName', 'Name of the cluster')}
          {text('location', 'Region')}
          {text('kubernetesVersion', 'Kubernetes version', 'the default of AKS')}
        </div>
      )}
    </>
  );
}

function ExistingPool(props: FieldsProps) {
  const { form, clusters, change } = props;
  const cluster = clusters?.value.find(({ clusterId }) => clusterId === form.cluster);
  const pools = (cluster?.nodePools ?? []).filter(({ kata }) => kata);
  const known = form.cluster !== 'other' && cluster?.nodePools != null;
  if (known && pools.length === 0 && cluster?.autoProvisioned == null)
    return (
      <div class="empty">
        <p>This cluster has no Kata pool, so there is nothing to prove yet.</p>
        <p>
          <button
            type="button"
            class="button"
            onClick={({ currentTarget }) => {
              // The button goes; whoever has pressed it stands at what it has chosen.
              currentTarget.form?.querySelector<HTMLInputElement>('[name="kind"][value="make"]')?.focus();
              change({ kind: 'make' });
            }}
          >
            Make a Kata pool in it
          </button>
        </p>
      </div>
    );
  return (
    <>
      {known ? (
        <label class="field">
          <span>Pool</span>
          <select value={form.pool} onChange={(event) => change({ pool: event.currentTarget.value })}>
            <option value="">Every Kata node of the cluster</option>
            {pools.map(({ name, proof }) => (
              <option key={name} value={name}>
                {name} ({proof === 'never' ? 'never proven' : proof})
              </option>
            ))}
          </select>
        </label>
      ) : (
        textFields(props)('pool', 'Pool', 'every Kata node of the cluster')
      )}
      {form.pool !== '' && (
        <Tick form={form} change={change} name="liftQuarantine" label={openIfIsolated}>
          Takes its quarantine off, which keeps every pod out until it is proven.
        </Tick>
      )}
    </>
  );
}

function NewPool(props: FieldsProps) {
  const { form, change } = props;
  const text = textFields(props);
  return (
    <>
      <fieldset>
        <legend>The new pool</legend>
        <div class="field-grid">
          {text('name', 'Name')}
          {text('vmSize', 'VM size')}
          {!form.autoscaling && text('count', 'Nodes')}
          {form.autoscaling && text('minCount', 'Nodes at least')}
          {form.autoscaling && text('maxCount', 'Nodes at most')}
          {text('zones', 'Availability zones', 'none, or 1 2 3')}
        </div>
        <Tick
          form={form}
          change={change}
          name="autoscaling"
          label="The cluster’s autoscaler may change the number of nodes"
        />
        <Tick form={form} change={change} name="quarantine" label="Keep it closed until it is proven">
          It is born with a taint that keeps everything off, and loses it only when it is isolated.
        </Tick>
      </fieldset>
      <fieldset>
        <legend>Afterwards</legend>
        <label class="field">
          <span>What becomes of {form.cluster === 'new' ? 'the cluster and the pool' : 'the pool'}</span>
          <select
            value={form.cleanup}
            onChange={(event) => change({ cleanup: event.currentTarget.value as StartForm['cleanup'] })}
          >
            <option value="keep">It stays, whatever the verdict</option>
            <option value="delete-on-failure">It goes unless it is isolated</option>
            <option value="always-delete">It always goes: only the verdict is wanted</option>
          </select>
        </label>
        <Tick form={form} change={change} name="approval" label="Wait for somebody who approves">
          Nothing is made before that.
        </Tick>
      </fieldset>
    </>
  );
}

/** Where each text is in the request, as the API names it in its mistakes. */
const targets: Partial<Record<TextField, string>> = {
  ...{ otherCluster: 'cluster', subscriptionId: 'cluster.subscriptionId', resourceGroup: 'cluster.resourceGroup' },
  ...{
    clusterName: 'cluster.name',
    location: 'newCluster.location',
    kubernetesVersion: 'newCluster.kubernetesVersion',
  },
  ...{ name: 'nodePool.name', vmSize: 'nodePool.vmSize', count: 'nodePool.count', zones: 'nodePool.zones' },
  ...{ minCount: 'nodePool.minCount', maxCount: 'nodePool.maxCount', pool: 'nodePool' },
};

function textFields({ form, change, mistakes }: FieldsProps) {
  return (name: TextField, label: string, placeholder = '') => {
    const mine = mistakes.filter(({ target }) => target !== null && target === targets[name]);
    return (
      <label class="field" key={name}>
        <span>{label}</span>
        <input
          name={name}
          value={form[name]}
          placeholder={placeholder}
          autoComplete="off"
          spellcheck={false}
          aria-invalid={mine.length > 0}
          onInput={(event) => change({ [name]: event.currentTarget.value })}
        />
        {mine.map(({ message }) => (
          <span key={message} class="mistake">
            {message}
          </span>
        ))}
      </label>
    );
  };
}

function Tick(props: {
  form: StartForm;
  change: FieldsProps['change'];
  name: TickField;
  label: string;
  children?: ComponentChildren;
}) {
  const { form, change, name, label, children } = props;
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={form[name]}
        onChange={(event) => change({ [name]: event.currentTarget.checked })}
      />
      <span>
        {label}
        {children && <small>{children}</small>}
      </span>
    </label>
  );
}

function Choice(props: {
  name: string;
  value: string;
  chosen: string;
  label: string;
  hint: string;
  choose: () => void;
}) {
  const { name, value, chosen, label, hint, choose } = props;
  return (
    <label class="tick">
      <input type="radio" name={name} value={value} checked={chosen === value} onChange={choose} />
      <span>
        {label}
        <small>{hint}</small>
      </span>
    </label>
  );
}
