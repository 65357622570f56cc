const { app } = require('@azure/functions');

const ticks = [];

app.timer('onceAYear', {
  schedule: '0 0 3 1 1 *',
  handler: (timer) => {
    ticks.push(timer);
  },
});

app.http('ticks', { authLevel: 'anonymous', methods: ['GET'], handler: () => ({ jsonBody: ticks }) });
