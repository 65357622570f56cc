const { app } = require('@azure/functions');

app.http('echo', {
  authLevel: 'anonymous',
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  route: 'echo/{*rest}',
  handler: async (request) => {
    const bytes = Buffer.from(await request.arrayBuffer());
    return {
      jsonBody: {
        method: request.method,
        path: new URL(request.url).pathname,
        params: request.params,
        query: Object.fromEntries(request.query),
        headers: Object.fromEntries(request.headers),
        body: bytes.toString('base64'),
      },
    };
  },
});

app.http('mirror', {
  authLevel: 'anonymous',
  methods: ['POST'],
  handler: async (request) => ({
    body: await request.arrayBuffer(),
    headers: { 'content-type': request.headers.get('content-type') ?? 'application/octet-stream' },
  }),
});

app.http('readJson', {
  authLevel: 'anonymous',
  methods: ['POST'],
  handler: async (request) => ({ jsonBody: { read: await request.json() } }),
});

const replies = {
  undefined: () => undefined,
  null: () => null,
  empty: () => ({}),
  object: () => ({ jsonBody: { a: [1, 'two', null] } }),
  text: () => ({ body: 'schön' }),
  teapot: () => ({ status: 418, body: 'short and stout' }),
  noContent: () => ({ status: 204, body: 'dropped' }),
  notModified: () => ({ status: 304, headers: { etag: '"1"' } }),
  redirect: () => ({ status: 302, headers: { location: 'https://example.test/next' } }),
  bytes: () => ({ body: Uint8Array.from({ length: 256 }, (_, i) => i), headers: { 'content-type': 'image/png' } }),
  headers: () => ({ headers: { 'X-Custom': 'one', 'Cache-Control': 'no-store' }, body: 'x' }),
  cookies: () => ({
    cookies: [
      { name: 'plain', value: 'value' },
      { name: 'escaped', value: 'a b;c=d,é%' },
      {
        name: 'attributes',
        value: 'v',
        domain: 'example.test',
        path: '/sub',
        secure: true,
        httpOnly: true,
        sameSite: 'Strict',
        maxAge: 60,
      },
      { name: 'expires', value: 'v', expires: new Date(1767323045000), sameSite: 'None' },
      { name: 'lax', value: 'v', sameSite: 'Lax' },
    ],
  }),
  throws: () => {
    throw new Error('the secret reason');
  },
  bareString: () => 'a bare string',
  badStatus: () => ({ status: 99 }),
};

app.http('reply', {
  authLevel: 'anonymous',
  methods: ['GET'],
  route: 'reply/{kind}',
  handler: (request) => replies[request.params.kind](),
});

for (const authLevel of ['anonymous', 'function', 'admin']) {
  app.http(`level_${authLevel}`, { authLevel, methods: ['GET'], handler: () => ({ body: authLevel }) });
}
app.http('level_unsaid', { methods: ['GET'], handler: () => ({ body: 'unsaid' }) });
