const { app } = require('@azure/functions');

const received = new Map();

app.eventGrid('onConformanceEvent', {
  handler: (event, context) => {
    received.set(event.id, {
      event,
      type: typeof event,
      metadata: context.triggerMetadata,
      times: (received.get(event.id)?.times ?? 0) + 1,
    });
    if (event.data?.fail === true) throw new Error('refused');
  },
});

app.http('receivedEvent', {
  authLevel: 'anonymous',
  methods: ['GET'],
  route: 'received/{id}',
  handler: (request) => {
    const found = received.get(request.params.id);
    return found ? { jsonBody: found } : { status: 404 };
  },
});
