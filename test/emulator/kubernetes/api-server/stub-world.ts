import { StatusError } from '../../../../emulator/kubernetes/api/seams.ts';
import type { PooledClusterWorld, WorldOptions } from '../../../../emulator/kubernetes/create-clusters-with-world.ts';

/**
 * Creates a world that admits everything and starts nothing. Its containers know `echo`, `cat`, `fail <code>` and
 * `broken`; `screen` tells the size of the terminal at the end of its input, and `wait` ends when the client has gone.
 */
export function createStubWorld({ store }: WorldOptions): PooledClusterWorld {
  const unsubscribe = store.subscribe((change) => {
    const { resource, object } = change;
    // This replaces the namespace controller: the namespace can be removed at once.
    if (resource === 'namespaces' && change.type === 'MODIFIED' && object.metadata.deletionTimestamp)
      store.update('namespaces', null, object.metadata.name, (namespace) => {
        namespace['spec'].finalizers = [];
      });
  });
  return {
    admission: ({ object }) => object,
    runtime: {
      async exec(_namespace, _pod, _container, [program, ...words], io) {
        if (program === 'broken') throw new StatusError(500, 'InternalError', 'the container runtime is not there');
        if (program === 'fail') {
          io.stderr(Buffer.from('failing as asked\n'));
          return Number(words[0]);
        }
        if (program === 'echo') io.stdout(Buffer.from(`${words.join(' ')}\n`));
        if (program === 'screen') {
          for await (const _typed of io.stdin);
          const { columns = 0, rows = 0 } = io.terminal?.size() ?? {};
          io.stdout(Buffer.from(`${columns}x${rows}`));
        }
        if (program === 'wait') await new Promise((resolve) => io.signal.addEventListener('abort', resolve));
        if (program === 'cat') for await (const chunk of io.stdin) io.stdout(chunk);
        return 0;
      },
      readLog: (_namespace, pod, container) => `one\ntwo\nthree of ${pod}/${container}\n`,
      followLog(_namespace, _pod, _container, write, end) {
        let stopped = false;
        void Promise.resolve().then(() => {
          if (stopped) return;
          write('four\n');
          end();
        });
        return () => {
          stopped = true;
        };
      },
    },
    setNodePool() {},
    removeNodePool() {},
    reconcile() {},
    stop: unsubscribe,
  };
}
