// What Azure's Node.js worker does to load an app: it gives it '@azure/functions-core', loads package.json's main and asks for
// capabilities. `invoke` runs a function as the worker does (docs/functions-host.md).
const Module = require('node:module');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** Loads the built app of a folder. `functions` has what it registered, by its names. */
exports.loadApp = async function loadApp(folder) {
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
  const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  require(join(folder, main));
  await model.getCapabilities({});

  async function invoke(name, request) {
    const { metadata, callback } = functions.get(name);
    const { invocationId } = request;
    const invocation = model.getInvocationModel({ invocationId, metadata, state: undefined, request, log() {} });
    const { context, inputs } = await invocation.getArguments();
    const result = await invocation.invokeFunction(context, inputs, callback);
    return (await invocation.getResponse(context, result)).returnValue;
  }
  return { functions, invoke };
};
