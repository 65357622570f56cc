import { app, type HttpMethod } from '@azure/functions';
import { durableClientInput } from './durable-client/durable-client-input.ts';
import { files } from './http/files.ts';
import { listOperationsBy, type Served, served } from './serving/served.ts';
import { operations, type RegisteredOperation } from './surface.static.ts';
import { settings } from './wiring/settings.ts';

/**
 * Registers every operation. Where App Service authentication is on, it has checked the caller, and the host asks for no
 * key beside the token.
 */
for (const { id, file, route, method, keyless, durable } of operations)
  app.http(id, {
    route,
    methods: methodsOf({ method, keyless }),
    authLevel: keyless || settings.platformAuthentication ? 'anonymous' : 'function',
    extraInputs: durable ? [durableClientInput()] : [],
    async handler(request, context) {
      await files[file]();
      return find(id).answer(request, context);
    },
  });

/**
 * Whatever no operation takes. Hosts try functions in the order of their names (docs/decisions/0009), so this name is the last.
 * Nothing is told but what the document of the API tells anybody.
 */
app.http('zUnknownOperation', {
  route: '{*path}',
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  authLevel: 'anonymous',
  async handler(request) {
    const { refuseUnknown } = await import('./serving/refuse-unknown.ts');
    const known = operations.map((each) => ({ route: each.route, methods: methodsOf(each) }));
    return refuseUnknown(request, { path: request.params['path'] ?? '', publicApiUrl: settings.publicApiUrl }, known);
  },
});

listOperationsBy(async () => {
  for (const load of Object.values(files)) await load();
  return operations.map(({ id }) => find(id).operation);
});

/** What anybody may look at is asked for by probes and checkers of links, which often want no body: Azure Front Door's do. */
function methodsOf({ method, keyless }: Pick<RegisteredOperation, 'method' | 'keyless'>): HttpMethod[] {
  return keyless && method === 'GET' ? ['GET', 'HEAD'] : [method];
}

function find(id: string): Served {
  const found = served.get(id);
  if (!found) throw new Error(`Nothing serves ${id}.`);
  return found;
}
