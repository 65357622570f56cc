/**
 * A port whose adapter is loaded when it is first called: the client libraries below the adapters are nine tenths of what
 * there is to load, and most starts need one or two of them. Every member of the port must be an async method.
 */
export function lazyPort<T extends object>(load: () => Promise<T>): T {
  let loading: Promise<T> | null = null;
  const callLoaded =
    (name: PropertyKey) =>
    async (...values: unknown[]): Promise<unknown> => {
      loading ??= load();
      const adapter = await loading;
      const method: unknown = Reflect.get(adapter, name);
      if (typeof method !== 'function') throw new TypeError(`The port has no method ${String(name)}.`);
      return Reflect.apply(method, adapter, values);
    };
  return new Proxy({} as T, {
    // A port is no promise: awaiting one must not call it.
    get: (_target, name) => (name === 'then' ? undefined : callLoaded(name)),
  });
}
