const df = require('durable-functions');

const flow = (name, generator) => df.app.orchestration(name, generator);
const inMs = (context, ms) => new Date(context.df.currentUtcDateTime.getTime() + ms);
const retry = (attempts, intervalMs = 200) => new df.RetryOptions(intervalMs, attempts);
const typeOf = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

flow('fanOut', function* (context) {
  const { count } = context.df.getInput();
  const tasks = Array.from({ length: count }, (_, n) => context.df.callActivity('square', { n }));
  return { squares: (yield context.df.Task.all(tasks)).map(({ n }) => n) };
});

flow('retries', function* (context) {
  const { failures, attempts } = context.df.getInput();
  const key = context.df.instanceId;
  try {
    return yield context.df.callActivityWithRetry('flaky', retry(attempts), { key, failures });
  } catch (error) {
    const { attempts: made } = yield context.df.callActivity('attemptsOf', { key });
    return { gaveUp: true, made, message: error.message };
  }
});

flow('parallelRetries', function* (context) {
  const key = context.df.instanceId;
  const results = yield context.df.Task.all([
    context.df.callActivityWithRetry('flaky', retry(3), { key: `${key}-a`, failures: 2 }),
    context.df.callActivityWithRetry('flaky', retry(3), { key: `${key}-b`, failures: 1 }),
    context.df.callSubOrchestratorWithRetry('flakyChild', retry(3), { key: `${key}-c`, failures: 1 }),
    context.df.callActivity('square', { n: 3 }),
  ]);
  return { attempts: results.slice(0, 3).map(({ attempt }) => attempt), square: results[3].n };
});

flow('uncaughtActivityFailure', function* (context) {
  return yield context.df.callActivity('flaky', { key: context.df.instanceId, failures: 99 });
});

flow('oneOfAllFails', function* (context) {
  try {
    yield context.df.Task.all([
      context.df.callActivity('square', { n: 1 }),
      context.df.callActivity('flaky', { key: context.df.instanceId, failures: 99 }),
    ]);
    return { caught: false };
  } catch {
    return { caught: true };
  }
});

flow('timer', function* (context) {
  const start = context.df.currentUtcDateTime.getTime();
  const end = inMs(context, context.df.getInput().ms);
  yield context.df.createTimer(end);
  return { waitedMs: context.df.currentUtcDateTime.getTime() - start };
});

flow('eventOrTimeout', function* (context) {
  const timeout = context.df.createTimer(inMs(context, context.df.getInput().timeoutMs));
  const event = context.df.waitForExternalEvent('approval');
  const winner = yield context.df.Task.any([event, timeout]);
  if (winner === timeout) return { timedOut: true };
  timeout.cancel();
  return { approval: yield event };
});

flow('leavesTimerOpen', function* (context) {
  const timeout = context.df.createTimer(inMs(context, context.df.getInput().timeoutMs));
  const activity = context.df.callActivity('square', { n: 2 });
  yield context.df.Task.any([activity, timeout]);
  return { returned: true };
});

flow('eventAfterWork', function* (context) {
  yield context.df.callActivity('wait', { ms: 300 });
  return { event: yield context.df.waitForExternalEvent('early') };
});

flow('twoEvents', function* (context) {
  const first = yield context.df.waitForExternalEvent('go');
  const second = yield context.df.waitForExternalEvent('go');
  return { order: [first.n, second.n] };
});

flow('parent', function* (context) {
  const { childId, input } = context.df.getInput();
  return yield context.df.callSubOrchestrator('child', input, childId ?? undefined);
});

flow('child', function* (context) {
  const input = context.df.getInput();
  if (input.fail) throw new Error('the child refuses');
  const { n } = yield context.df.callActivity('square', { n: input.n });
  return { n, instanceId: context.df.instanceId, parentInstanceId: context.df.parentInstanceId };
});

flow('flakyChild', function* (context) {
  return yield context.df.callActivity('flaky', context.df.getInput());
});

flow('parentOfFailingChild', function* (context) {
  try {
    return yield context.df.callSubOrchestrator('child', { fail: true });
  } catch (error) {
    return { message: error.message };
  }
});

flow('showsStatus', function* (context) {
  context.df.setCustomStatus({ stage: 'waiting', percent: 50 });
  yield context.df.waitForExternalEvent('go');
  context.df.setCustomStatus('text');
  return { done: true };
});

flow('setsLargeStatus', function* (context) {
  context.df.setCustomStatus({ text: 'x'.repeat(9000) });
  return (yield context.df.callActivity('square', { n: 1 })).n;
});

flow('countsDown', function* (context) {
  const { left, sum } = context.df.getInput();
  const { n } = yield context.df.callActivity('square', { n: left });
  if (left > 1) return void context.df.continueAsNew({ left: left - 1, sum: sum + n });
  return { sum: sum + n };
});

flow('waitsForEver', function* (context) {
  return { event: yield context.df.waitForExternalEvent('never') };
});

// biome-ignore lint/correctness/useYield: an orchestrator must be a generator, also one that calls nothing
flow('throwsAtOnce', function* (_context) {
  throw new Error('deliberate');
});

flow('throwsLater', function* (context) {
  yield context.df.callActivity('square', { n: 1 });
  throw new TypeError('deliberate, later');
});

flow('callsNobody', function* (context) {
  return yield context.df.callActivity('nobody', { n: 1 });
});

// biome-ignore lint/correctness/useYield: an orchestrator must be a generator, also one that calls nothing
flow('returnsInput', function* (context) {
  return context.df.getInput();
});

flow('returnsNothing', function* (context) {
  yield context.df.callActivity('square', { n: 1 });
});

// biome-ignore lint/correctness/useYield: an orchestrator must be a generator, also one that calls nothing
flow('describesInput', function* (context) {
  const input = context.df.getInput();
  return { type: typeOf(input), value: input ?? null };
});

const inputs = {
  object: { a: [1, null, { b: 'c' }] },
  array: [1, 'two', false, null],
  integer: 5,
  fraction: 1.5,
  text: 'text',
  numericText: '5',
  jsonText: '{"a":1}',
  emptyText: '',
  unicode: 'zażółć 🦊 \u0001',
  date: '2026-01-02T03:04:05.6780000Z',
  objectWithDate: { at: '2026-01-02T03:04:05.6780000+01:00' },
  true: true,
  false: false,
  null: null,
  undefined: undefined,
};

flow('activityInputs', function* (context) {
  const seen = {};
  for (const [kind, value] of Object.entries(inputs)) {
    seen[kind] = yield context.df.callActivity('describeInput', value);
  }
  return seen;
});

flow('activityOutputs', function* (context) {
  const seen = {};
  for (const kind of context.df.getInput().kinds) {
    const value = yield context.df.callActivity('produceOutput', { kind });
    seen[kind] = { type: typeOf(value), value: value ?? null };
  }
  return seen;
});

flow('largePayloads', function* (context) {
  const { characters } = context.df.getInput();
  const { text } = yield context.df.callActivity('produceLarge', { characters });
  const { length } = yield context.df.callActivity('measure', { text });
  return { length, text };
});

flow('deterministic', function* (context) {
  const ids = [context.df.newGuid('x'), context.df.newGuid('x')];
  const times = [context.df.currentUtcDateTime.getTime()];
  yield context.df.callActivity('square', { n: 1 });
  times.push(context.df.currentUtcDateTime.getTime());
  yield context.df.callActivity('square', { n: 2 });
  times.push(context.df.currentUtcDateTime.getTime());
  return { ids, times, replaying: context.df.isReplaying };
});
