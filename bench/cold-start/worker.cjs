// What Azure's Node.js worker does with an app: `worker.cjs FOLDER [FUNCTION METHOD PATH BODY]`. It gives the app
// '@azure/functions-core', loads package.json's main, asks for capabilities and, where a function of HTTP is named, has it
// answer a request. Prints, as the last line, what was registered, the memory that is in use, and the answer.
const Module = require('node:module');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const [folder, name, method = 'GET', path = '/', body = ''] = process.argv.slice(2);
const functions = new Map();
let model;
class Disposable {
  dispose() {}
}
const core = {
  version: '3.13.0',
  hostVersion: '4.1048.200',
  registerHook: () => new Disposable(),
  setProgrammingModel(given) {
    model = given;
  },
  getProgrammingModel: () => model,
  log() {},
  registerFunction(metadata, callback) {
    functions.set(metadata.name, { metadata, callback });
    return new Disposable();
  },
  Disposable,
};
const required = Module.prototype.require;
Module.prototype.require = function (id) {
  return id === '@azure/functions-core' ? core : required.call(this, id);
};

/** Calls a function of HTTP as the worker does (docs/functions-host.md), and returns the status of its answer. */
async function answer() {
  const { metadata, callback } = functions.get(name);
  const bindings = Object.entries(metadata.bindings);
  const [trigger] = bindings.find(([, { type }]) => type === 'httpTrigger');
  const http = {
    method,
    url: `http://localhost:7071${path}`,
    nullableHeaders: { 'content-type': { value: 'application/yaml' } },
    nullableParams: {},
    nullableQuery: {},
    body: body === '' ? null : { bytes: Buffer.from(body) },
  };
  const request = {
    invocationId: '1',
    functionId: name,
    inputData: [{ name: trigger, data: { http } }],
    triggerMetadata: {},
  };
  const invocation = model.getInvocationModel({ invocationId: '1', metadata, state: undefined, request, log() {} });
  const { context, inputs } = await invocation.getArguments();
  const result = await invocation.invokeFunction(context, inputs, callback);
  const { returnValue } = await invocation.getResponse(context, result);
  return Number(returnValue.http.statusCode);
}

async function serve() {
  const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  require(join(folder, main));
  await model.getCapabilities({});
  const status = name ? await answer() : null;
  console.log(JSON.stringify({ functions: functions.size, status, megabytes: process.memoryUsage.rss() / 1e6 }));
  process.exit();
}

void serve();
