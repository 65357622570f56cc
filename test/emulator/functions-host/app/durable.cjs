const { app } = require('@azure/functions');
const df = require('durable-functions');
const { appendFileSync, existsSync } = require('node:fs');

const retry = (attempts, intervalMs = 1000) => new df.RetryOptions(intervalMs, attempts);
const attempts = new Map();

df.app.activity('double', { handler: ({ value }) => ({ value: value * 2 }) });
df.app.activity('same', { handler: (input) => input });
df.app.activity('flaky', {
  handler: ({ key, failures }) => {
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.set(key, attempt);
    if (attempt <= failures) throw new Error(`attempt ${attempt} failed`);
    return { attempt };
  },
});
/** Writes a trace when it begins, and waits until the file at `path` exists. */
df.app.activity('waitForFile', {
  handler: async ({ path }) => {
    appendFileSync(process.env.TRACE_FILE, 'begun\n');
    while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 20));
    return { found: true };
  },
});
/** Writes a trace outside of the host, which shows what was done, whatever the host remembers. */
df.app.activity('mark', {
  handler: ({ word }) => {
    if (process.env.TRACE_FILE) appendFileSync(process.env.TRACE_FILE, `${word}\n`);
    return { word };
  },
});
df.app.activity('returnsNothing', { handler: () => undefined });
df.app.activity('returnsText', { handler: () => 'text' });
df.app.activity('returnsLarge', { handler: ({ characters }) => ({ text: 'x'.repeat(characters) }) });

const flow = (name, handler) => df.app.orchestration(name, handler);
const later = (context, ms) => new Date(context.df.currentUtcDateTime.getTime() + ms);

flow('fanOut', function* (context) {
  const { count } = context.df.getInput();
  const tasks = Array.from({ length: count }, (_, value) => context.df.callActivity('double', { value }));
  const results = yield context.df.Task.all(tasks);
  return { sum: results.reduce((sum, each) => sum + each.value, 0) };
});
flow('pass', function* (context) {
  return {
    echoed: yield context.df.callActivity(context.df.getInput().activity ?? 'same', context.df.getInput().input),
  };
});
flow('retries', function* (context) {
  const { key, failures, attempts: count } = context.df.getInput();
  const started = context.df.currentUtcDateTime.getTime();
  try {
    const result = yield context.df.callActivityWithRetry('flaky', retry(count), { key, failures });
    return { ...result, elapsedMs: context.df.currentUtcDateTime.getTime() - started };
  } catch (error) {
    const after = yield context.df.callActivity('double', { value: 21 });
    return { caught: error.message, after: after.value };
  }
});
flow('parallelRetries', function* (context) {
  const { key } = context.df.getInput();
  return yield context.df.Task.all([
    context.df.callActivityWithRetry('flaky', retry(3), { key: `${key}a`, failures: 1 }),
    context.df.callSubOrchestratorWithRetry('flakyChild', retry(3), { key: `${key}b`, failures: 2 }),
    context.df.callActivity('double', { value: 4 }),
  ]);
});
flow('flakyChild', function* (context) {
  return yield context.df.callActivity('flaky', context.df.getInput());
});
flow('fails', function* (context) {
  yield context.df.callActivity('flaky', { key: context.df.instanceId, failures: 99 });
});
flow('sleeps', function* (context) {
  const started = context.df.currentUtcDateTime.getTime();
  yield context.df.createTimer(later(context, context.df.getInput().ms));
  return { sleptMs: context.df.currentUtcDateTime.getTime() - started };
});
flow('parent', function* (context) {
  const named = yield context.df.callSubOrchestrator('fanOut', { count: 3 }, `${context.df.instanceId}:child`);
  const unnamed = yield context.df.callSubOrchestrator('fanOut', { count: 4 });
  try {
    yield context.df.callSubOrchestrator('fails', {});
  } catch (error) {
    return { named, unnamed, caught: error.message };
  }
});
flow('waits', function* (context) {
  const { ms } = context.df.getInput();
  const timeout = context.df.createTimer(later(context, ms));
  const approval = context.df.waitForExternalEvent('approval');
  context.df.setCustomStatus({ step: 'waiting' });
  const winner = yield context.df.Task.any([approval, timeout]);
  if (winner === timeout) return { timedOut: true };
  timeout.cancel();
  context.df.setCustomStatus({ step: 'approved' });
  const marked = yield context.df.callActivity('mark', { word: 'approved' });
  return { approval: yield approval, marked };
});
flow('twoEvents', function* (context) {
  yield context.df.createTimer(later(context, 1000));
  const first = yield context.df.waitForExternalEvent('word');
  const second = yield context.df.waitForExternalEvent('word');
  return { words: [first.word, second.word] };
});
flow('counts', function* (context) {
  const { left, total } = context.df.getInput();
  const { value } = yield context.df.callActivity('double', { value: left });
  if (left > 0) context.df.continueAsNew({ left: left - 1, total: total + value });
  else return { total, guid: context.df.newGuid('x') };
});
flow('marks', function* (context) {
  const { words } = context.df.getInput();
  const done = [];
  for (const word of words) done.push((yield context.df.callActivity('mark', { word })).word);
  yield context.df.createTimer(later(context, 50));
  const child = yield context.df.callSubOrchestrator('fanOut', { count: 1 });
  return { done, sum: child.sum };
});
flow('waitsForFile', function* (context) {
  return yield context.df.callActivity('waitForFile', context.df.getInput());
});
flow('forgetsTimer', function* (context) {
  const timer = context.df.createTimer(later(context, 3_600_000));
  yield context.df.Task.any([timer, context.df.callActivity('double', { value: 1 })]);
  return { done: true };
});
flow('continuesWithText', function* (context) {
  yield context.df.callActivity('double', { value: 1 });
  context.df.continueAsNew('text');
});
flow('retryTimeout', function* (context) {
  const options = retry(3);
  options.retryTimeoutInMilliseconds = 1;
  yield context.df.callActivityWithRetry('flaky', options, { key: 't', failures: 9 });
});
flow('failsBesideWait', function* (context) {
  const event = context.df.waitForExternalEvent('never');
  const failing = context.df.callActivity('flaky', { key: context.df.instanceId, failures: 9 });
  try {
    yield context.df.Task.all([event, failing]);
  } catch {
    return { gaveUp: true };
  }
});
flow('callsEntity', function* (context) {
  yield context.df.callEntity(new df.EntityId('counter', 'one'), 'get');
});
flow('callsHttp', function* (context) {
  yield context.df.callHttp({ method: 'GET', url: 'http://127.0.0.1:1/' });
});
flow('unknownActivity', function* (context) {
  yield context.df.callActivity('doesNotExist', {});
});
flow('bigStatus', function* (context) {
  context.df.setCustomStatus({ text: 'x'.repeat(context.df.getInput().characters) });
  yield context.df.callActivity('double', { value: 1 });
  return {};
});
let flips = 0;
flow('nonDeterministic', function* (context) {
  flips += 1;
  yield flips % 2 === 1 ? context.df.callActivity('double', { value: 1 }) : context.df.createTimer(later(context, 10));
  return {};
});
flow('yieldsPromise', function* () {
  yield Promise.resolve(1);
});

app.http('client', {
  methods: ['POST'],
  route: 'client/{operation}/{id?}',
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const client = df.getClient(context);
    const { operation, id } = request.params;
    const body = await request.json().catch(() => ({}));
    switch (operation) {
      case 'start':
        await client.startNew(body.name, { instanceId: id, input: body.input });
        return client.createCheckStatusResponse(request, id);
      case 'wait':
        return client.waitForCompletionOrCreateCheckStatusResponse(request, id, {
          timeoutInMilliseconds: 5000,
          retryIntervalInMilliseconds: 20,
        });
      case 'status':
        return { jsonBody: await client.getStatus(id, { showInput: true, showHistory: true }) };
      case 'raise':
        await client.raiseEvent(id, body.event, body.input);
        return { status: 202 };
      case 'list':
        return { jsonBody: await client.getStatusBy({ runtimeStatus: body.runtimeStatus }) };
      default:
        return { jsonBody: (await client[operation](id, body.reason)) ?? null };
    }
  },
});
