const { app } = require('@azure/functions');

const seen = [];

app.storageQueue('onConformanceMessage', {
  queueName: 'conformance-messages',
  connection: 'AzureWebJobsStorage',
  handler: (message, context) => {
    seen.push({ message, type: typeof message, metadata: context.triggerMetadata });
    if (message?.fail === true) throw new Error('refused');
  },
});

app.http('seenMessages', {
  authLevel: 'anonymous',
  methods: ['GET'],
  handler: () => ({ jsonBody: seen }),
});
