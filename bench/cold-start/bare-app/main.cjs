// The least that an app on Azure's library does before it answers.
const { app } = require('@azure/functions');

app.http('bare', { handler: async () => ({ status: 200, body: 'ok' }) });
