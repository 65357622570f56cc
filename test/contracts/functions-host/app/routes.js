const { app } = require('@azure/functions');
const { functions } = require('./routes.json');

/** Each function says that it was chosen, and with which parameters. */
for (const { name, route, methods } of functions) {
  app.http(name, {
    authLevel: 'anonymous',
    ...(route === undefined ? {} : { route }),
    methods: methods ?? ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT'],
    handler: (request, context) => ({ jsonBody: { function: context.functionName, params: request.params } }),
  });
}
