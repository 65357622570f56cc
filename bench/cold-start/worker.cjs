// A worker that is started cold: `worker.cjs FOLDER [FUNCTION METHOD PATH BODY]` loads the app of a folder and, where a
// function of HTTP is named, has it answer a request. Prints, as the last line, what was registered, the memory that is in
// use, and the status of the answer.
const { loadApp } = require('./load-app.cjs');

const [folder, name, method = 'GET', path = '/', body = ''] = process.argv.slice(2);

async function answer({ functions, invoke }) {
  const bindings = Object.entries(functions.get(name).metadata.bindings);
  const [trigger] = bindings.find(([, { type }]) => type === 'httpTrigger');
  const http = {
    method,
    url: `http://localhost:7071${path}`,
    nullableHeaders: { 'content-type': { value: 'application/yaml' } },
    nullableParams: {},
    nullableQuery: {},
    body: body === '' ? null : { bytes: Buffer.from(body) },
  };
  const inputData = [{ name: trigger, data: { http } }];
  const { http: answered } = await invoke(name, {
    invocationId: '1',
    functionId: name,
    inputData,
    triggerMetadata: {},
  });
  return Number(answered.statusCode);
}

async function serve() {
  const app = await loadApp(folder);
  const status = name ? await answer(app) : null;
  console.log(JSON.stringify({ functions: app.functions.size, status, megabytes: process.memoryUsage.rss() / 1e6 }));
  process.exit();
}

void serve();
