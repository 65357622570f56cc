const df = require('durable-functions');

const attempts = new Map();

df.app.activity('square', { handler: ({ n }) => ({ n: n * n }) });

/** Fails the first `failures` calls with this key. */
df.app.activity('flaky', {
  handler: ({ key, failures }) => {
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.set(key, attempt);
    if (attempt <= failures) throw new Error(`attempt ${attempt} failed`);
    return { attempt };
  },
});

df.app.activity('attemptsOf', { handler: ({ key }) => ({ attempts: attempts.get(key) ?? 0 }) });

const typeOf = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/** Returns the type and the value of its input. */
df.app.activity('describeInput', { handler: (input) => ({ type: typeOf(input), value: input ?? null }) });

const outputs = {
  object: { a: [1, null, { b: 'c' }] },
  array: [1, 'two', false, null],
  emptyArray: [],
  integer: 5,
  fraction: 1.5,
  negative: -0.25,
  large: 9007199254740991,
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

df.app.activity('produceOutput', { handler: ({ kind }) => outputs[kind] });

df.app.activity('produceLarge', { handler: ({ characters }) => ({ text: 'ä'.repeat(characters) }) });
df.app.activity('measure', { handler: ({ text }) => ({ length: text.length }) });
df.app.activity('wait', {
  handler: async ({ ms }) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return { waited: true };
  },
});
