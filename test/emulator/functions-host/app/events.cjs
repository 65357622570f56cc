const { app } = require('@azure/functions');

const seen = [];

app.eventGrid('onEvent', {
  handler: (event, context) => {
    if (event.subject === 'fail') throw new Error('cannot handle this one');
    seen.push({ kind: 'event', event, data: context.triggerMetadata.data });
  },
});
app.timer('never', { schedule: '%NEVER_SCHEDULE%', handler: (timer) => void seen.push({ kind: 'timer', timer }) });
app.timer('atStart', {
  schedule: '1.00:00:00',
  runOnStartup: true,
  handler: (timer) => void seen.push({ kind: 'startup', timer }),
});
app.http('seen', { methods: ['GET'], handler: () => ({ jsonBody: seen }) });
