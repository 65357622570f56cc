const { app } = require('@azure/functions');

const describe = (request) => ({
  method: request.method,
  url: request.url,
  params: request.params,
  query: Object.fromEntries(request.query),
});

app.http('item', {
  methods: ['GET', 'DELETE'],
  route: 'items/{id:int}/{part?}',
  handler: (request) => ({ jsonBody: describe(request) }),
});
app.http('file', { methods: ['GET'], route: 'files/{*path}', handler: (request) => ({ jsonBody: describe(request) }) });
app.http('fixedFile', { methods: ['GET'], route: 'files/readme', handler: () => ({ body: 'fixed' }) });
app.http('echo', {
  methods: ['POST'],
  handler: async (request) => ({
    status: 201,
    headers: { 'content-type': request.headers.get('content-type') ?? 'none', 'x-seen': request.headers.get('x-say') },
    body: Buffer.from(await request.arrayBuffer()),
  }),
});
app.http('cookies', {
  methods: ['GET'],
  handler: () => ({
    cookies: [
      { name: 'a', value: '1', httpOnly: true, sameSite: 'Strict', maxAge: 60 },
      { name: 'b', value: 'x y', secure: true, path: '/api', expires: new Date(1000) },
    ],
  }),
});
app.http('nothing', { methods: ['GET'], handler: () => undefined });
app.http('text', { methods: ['GET'], handler: () => 'a bare string' });
app.http('throws', {
  methods: ['GET'],
  handler: () => {
    throw new Error('secret detail');
  },
});
app.http('keyed', { methods: ['GET'], authLevel: 'function', handler: () => ({ body: 'in' }) });
app.http('mastered', { methods: ['GET'], authLevel: 'admin', handler: () => ({ body: 'in' }) });
app.http('setting', {
  methods: ['GET'],
  route: 'setting/{name}',
  handler: (request) => ({ jsonBody: { value: process.env[request.params.name] ?? null } }),
});
