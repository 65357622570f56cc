const { app } = require('@azure/functions');

// What the host's webhook costs alone: the functions of the app, which do nothing here.
for (const name of ['onClusterEvent', 'onResourceChanged']) app.eventGrid(name, { handler: () => {} });
