const { app } = require('@azure/functions');
const df = require('durable-functions');

const durableClient = df.input.durableClient();

function http(name, route, act) {
  app.http(name, {
    authLevel: 'anonymous',
    methods: ['POST'],
    route,
    extraInputs: [durableClient],
    handler: async (request, context) => {
      const text = await request.text();
      try {
        return await act(df.getClient(context), request, text === '' ? undefined : JSON.parse(text));
      } catch (error) {
        return { status: 599, jsonBody: { message: error.message } };
      }
    },
  });
}

http('startByClient', 'start/{name}/{id?}', async (client, request, input) => {
  const { name, id } = request.params;
  const instanceId = await client.startNew(name, { ...(id && { instanceId: id }), input });
  return client.createCheckStatusResponse(request, instanceId);
});

http('startAndWaitByClient', 'startAndWait/{name}', async (client, request, input) => {
  const instanceId = await client.startNew(request.params.name, { input });
  return client.waitForCompletionOrCreateCheckStatusResponse(request, instanceId, {
    timeoutInMilliseconds: input.waitMs,
    retryIntervalInMilliseconds: 100,
  });
});

const operations = {
  getStatus: (client, id) => client.getStatus(id),
  getStatusAll: async (client, id) => (await client.getStatusAll()).filter((each) => each.instanceId === id),
  raiseEvent: (client, id, { name, data }) => client.raiseEvent(id, name, data),
  terminate: (client, id, { reason }) => client.terminate(id, reason),
  suspend: (client, id, { reason }) => client.suspend(id, reason),
  resume: (client, id, { reason }) => client.resume(id, reason),
  purge: (client, id) => client.purgeInstanceHistory(id),
};

http('operateByClient', 'operate/{operation}/{id}', async (client, request, input) => ({
  jsonBody: { result: (await operations[request.params.operation](client, request.params.id, input)) ?? null },
}));
