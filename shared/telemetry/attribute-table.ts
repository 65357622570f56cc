/**
 * Attributes of our own and of OpenTelemetry's conventions that spans, log records and metrics have, with what they
 * mean. docs/telemetry.md shows this table, and a test compares the two. None holds a secret: URLs have no query.
 */
export const attributeTable = {
  'kataproof.run.id': 'The run, as in the API. On calls and log records, never on metrics.',
  'kataproof.cluster.id': 'The ARM resource id of the cluster.',
  'kataproof.pool': 'The node pool.',
  'k8s.cluster.name': 'The name of the cluster.',
  'k8s.node.name': 'The node that is proven.',
  'k8s.namespace.name': 'The namespace that a call is about.',
  'kataproof.verdict': '`isolated`, `shared-kernel`, `suspect` or `inconclusive`.',
  'kataproof.run.kind': '`provisioning` or `verification`.',
  'kataproof.run.origin': 'What started the run: `http`, `event` or `night`; `unknown` for one of an old version.',
  'kataproof.run.status': 'How it ended: `done`, `cancelled` or `failed`.',
  'kataproof.proof.state': '`fresh`, or `stale`, which is not a pass.',
  'kataproof.alert.sink': 'The name of the sink in the settings, never its address.',
  'kataproof.alert.result': '`delivered`, `failed` or `dead`.',
  'kataproof.remote':
    'Who was called: `arm`, `resource-graph`, `kubernetes`, `tables`, `event-grid`, `key-vault` or `alert-sink`.',
  'azure.resource_provider.namespace': 'The resource provider that was called, such as `Microsoft.ContainerService`.',
  'http.request.method': 'The method of the request.',
  'http.response.status_code': 'The status of the answer.',
  'url.template': 'The path of the request with placeholders for names.',
  'url.full': 'The address of the request without its query; for Azure Resource Manager and Kubernetes only.',
  'server.address': 'The host that was called; not told of alert sinks.',
  'server.port': 'The port that was called.',
  'error.type': 'The status, or the code of the error, of a call that failed.',
  'kataproof.error': 'The same, under a name that Application Insights keeps.',
  'faas.name': 'The function that logged.',
  'faas.invocation_id': 'The invocation that logged.',
} as const;

export type AttributeName = keyof typeof attributeTable;
