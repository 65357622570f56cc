import { app } from '@azure/functions';
import { durableClientInput } from './durable-client/durable-client-input.ts';
import { files } from './http/files.ts';
import { listOperationsBy, type Served, served } from './serving/served.ts';
import { operations } from './surface.static.ts';
import { settings } from './wiring/settings.ts';

/**
 * Registers every operation. Where App Service authentication is on, it has checked the caller, and the host asks for no
 * key beside the token.
 */
for (const { id, file, route, method, keyless, durable } of operations)
  app.http(id, {
    route,
    methods: [method],
    authLevel: keyless || settings.platformAuthentication ? 'anonymous' : 'function',
    extraInputs: durable ? [durableClientInput()] : [],
    async handler(request, context) {
      await files[file]();
      return find(id).answer(request, context);
    },
  });

listOperationsBy(async () => {
  for (const load of Object.values(files)) await load();
  return operations.map(({ id }) => find(id).operation);
});

function find(id: string): Served {
  const found = served.get(id);
  if (!found) throw new Error(`Nothing serves ${id}.`);
  return found;
}
