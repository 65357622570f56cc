/**
 * What a platform team's pipeline does, by the client that a generator made of the API's document: it stands in `client/`
 * beside this file where second-client.test.ts has both checked and run. Says what it saw, as JSON.
 */
import { client } from './client/client.gen.ts';
import {
  checkPreflight,
  deleteRun,
  type ErrorResponse,
  inspect,
  type ListRunsResponses,
  listFindings,
  listNodePools,
  listPods,
  listRuns,
  type PodObservation,
  planProvisioning,
  type ReadRunResponses,
  type Run,
  type RunPage,
  readCluster,
  readRun,
  sandboxWorkloads,
  startProvisioning,
  startVerification,
} from './client/index.ts';

const [subscriptionId = '', resourceGroup = '', name = ''] = process.argv.slice(2);
const path = { subscriptionId, resourceGroup, name };
const throwOnError = true;

// The document says where the API is.
client.setConfig({ auth: process.env['FUNCTIONS_KEY'] });

/** Links are followed as they are. The client wants an address in two parts. */
function asItIs(link: string) {
  const { origin: baseUrl, pathname, search } = new URL(link);
  return {
    baseUrl,
    url: `${pathname}${search}`,
    security: [{ name: 'x-functions-key', type: 'apiKey' }],
    throwOnError,
  } as const;
}

async function pollUntilEnded(monitor: string): Promise<Run> {
  for (;;) {
    const { data: run } = await client.get<ReadRunResponses, ErrorResponse, true>(asItIs(monitor));
    if (run.status !== 'NotStarted' && run.status !== 'Running') return run;
    // Retry-After is for Azure's time; the emulated one passes faster.
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

function kernelOf(pod: PodObservation | null): string | null {
  return pod?.evidence.outcome === 'report' ? pod.evidence.report.kernelRelease : null;
}

interface Accepted {
  data: { id: string };
  response: Response;
}

async function follow({ data, response }: Accepted) {
  const [monitor, retryAfter] = ['operation-location', 'retry-after'].map((header) => response.headers.get(header));
  const run = await pollUntilEnded(monitor ?? '');
  return {
    ...{ status: response.status, id: data.id, monitor, retryAfter: Number(retryAfter) },
    run: { id: run.id, kind: run.kind, status: run.status, verdict: run.result?.verdict, error: run.error },
    kernels: run.result?.nodes.map(({ evidence }) => [kernelOf(evidence.sandboxed), kernelOf(evidence.ordinary)]),
  };
}

async function listAll(filter: string): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let pages = 1;
  let page: RunPage = (await listRuns({ query: { filter, maxpagesize: 1 }, throwOnError })).data;
  for (; ; pages++) {
    ids.push(...page.value.map(({ id }) => id));
    if (page.nextLink === undefined) return { ids, pages };
    page = (await client.get<ListRunsResponses, ErrorResponse, true>(asItIs(page.nextLink))).data;
  }
}

const pool = { name: 'kata', vmSize: 'Standard_D4s_v5' };
const body = { cluster: path, nodePool: pool };

const preflight = (await checkPreflight({ body, throwOnError })).data;
const plan = (await planProvisioning({ body, throwOnError })).data;
const provisioning = await follow(await startProvisioning({ body, throwOnError }));
const verification = await follow(
  await startVerification({
    body: { cluster: path, nodePool: pool.name },
    headers: { 'operation-id': 'second-client-1' },
    throwOnError,
  }),
);
const listed = await listAll("status eq 'Succeeded' and verdict eq 'isolated'");
const none = await listAll("verdict eq 'suspect'");
const cluster = (await readCluster({ path, throwOnError })).data;
const pools = (await listNodePools({ path, throwOnError })).data.value;
const pods = (await listPods({ path, query: { namespace: 'kube-system' }, throwOnError })).data.value;
await inspect({ path, throwOnError });
const findings = (await listFindings({ path, throwOnError })).data;
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'app' }, spec: { containers: [{ name: 'main' }] } };
const sandboxed = (await sandboxWorkloads({ body: pod, throwOnError })).data;
const deleted = (await deleteRun({ path: { id: provisioning.id }, throwOnError })).response.status;
const gone = await readRun({ path: { id: provisioning.id } });
const refused = await startProvisioning({ body: { cluster: path, nodePool: { name: 'Not_a_pool' } } });

console.log(
  JSON.stringify({
    preflight: preflight.checks.map(({ outcome }) => outcome),
    plan: { steps: plan.steps.map((step) => step.name), azureCli: plan.azureCli },
    sandboxed: JSON.parse(sandboxed.manifests),
    ...{ provisioning, verification, listed, none, deleted },
    cluster: { kataPools: cluster.kataPools, pools: pools.map(({ name, proof }) => [name, proof]) },
    pods: pods.map(({ namespace, sandbox }) => [namespace, sandbox]),
    findings: { inspected: findings.inspected.workloads, rules: findings.value.map(({ rule }) => rule) },
    gone: { status: gone.response?.status, code: gone.error?.error.code },
    refused: {
      status: refused.response?.status,
      code: refused.error?.error.code,
      targets: refused.error?.error.details?.map(({ target }) => target),
    },
  }),
);
