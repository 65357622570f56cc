import { lintWorkloads, manifestTypes, sandboxWorkloads } from '../../shared/api/operations/workloads.ts';
import { preferredType } from '../../shared/api/preferred-type.ts';
import { countFindings, orBadRequest, refuseWrongJson } from '../../shared/api/read-manifests.ts';
import { type Call, serve } from '../serving/serve.ts';
import { settings } from '../wiring/app.ts';

type Order = Call<typeof sandboxWorkloads> | Call<typeof lintWorkloads>;

/** The manifests alone for who asks for YAML, so that `curl … | kubectl apply -f -` works; findings are counted there. */
serve(sandboxWorkloads, async (call) => {
  const { text: manifests, results } = await sandbox(call);
  const headers = {
    'Kataproof-Changed': String(results.filter(({ changed }) => changed).length),
    'Kataproof-Findings': countFindings(results),
    Vary: 'Accept',
  };
  const yaml = manifestTypes.filter((type) => type !== 'application/json');
  if (preferredType(call.request.headers.get('accept'), ['application/json', ...yaml]) === 'application/json')
    return { status: 200, headers, jsonBody: { manifests, results } };
  return { status: 200, headers: { ...headers, 'Content-Type': 'application/yaml' }, body: manifests };
});

serve(lintWorkloads, async (call) => ({ status: 200, jsonBody: { results: (await sandbox(call)).results } }));

/** The library for YAML is loaded for the first manifest. */
async function sandbox({ body, query, request }: Order) {
  const { sandboxManifests } = await import('../../shared/manifests/sandbox-manifests.ts');
  refuseWrongJson(request.headers.get('content-type'), body);
  const { runtimeClassName, replace, namespace } = query;
  const wanted = runtimeClassName ?? settings.workflow.runtimeClassName;
  return orBadRequest(() => sandboxManifests(body, { wanted, replace, namespace, policy: settings.sandboxPolicy }));
}
