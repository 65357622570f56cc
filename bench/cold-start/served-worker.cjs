// A worker of a host in another process, for which a channel to its parent stands where Azure has gRPC: `served-worker.cjs
// FOLDER`. It tells what the app of a folder registered, and runs what the host asks for. On `null` it tells how long its event
// loop has had nothing to do, in milliseconds, and ends.
const { loadApp } = require('./load-app.cjs');

async function serve() {
  const { functions, invoke } = await loadApp(process.argv[2]);
  const answer = async (request) => {
    try {
      return { id: request.invocationId, value: await invoke(request.functionId, request) };
    } catch (error) {
      return { id: request.invocationId, error };
    }
  };
  process.on('message', async (request) => {
    if (request !== null) return process.send(await answer(request));
    process.send({ idleMs: performance.eventLoopUtilization().idle }, () => process.exit());
  });
  process.send([...functions.values()].map(({ metadata }) => metadata));
}

void serve();
