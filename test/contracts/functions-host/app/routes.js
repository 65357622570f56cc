const { app } = require('@azure/functions');
const { functions } = require('./routes.json');

/** Each function answers its own name and its parameters. */
for (const { name, route, methods } of functions) {
  app.http(name, {
    authLevel: 'anonymous',
    ...(route === undefined ? {} : { route }),
    methods: methods ?? ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT'],
    handler: (request, context) => ({ jsonBody: { function: context.functionName, params: request.params } }),
  });
}
