import { KataproofError } from '../errors/kataproof-error.ts';
import type { AlertSinks } from '../ports/alert-sinks.ts';
import type { SinkSettings } from '../settings/sink-settings.ts';
import type { Deliver } from './deliver.ts';
import type { SinkDependencies } from './sink-dependencies.ts';

const rank = { info: 0, warning: 1, critical: 2 };

/**
 * Creates the sinks that the settings name. Alerts that wait for a sink whose setting was removed fail for good with
 * SinkUnknown, so that they are kept as dead letters.
 */
export function createAlertSinks(dependencies: SinkDependencies & { sinks: readonly SinkSettings[] }): AlertSinks {
  const { sinks, ...rest } = dependencies;
  const opened = new Map<string, Deliver>();
  return {
    namesFor: (severity) =>
      sinks.filter(({ minimumSeverity }) => rank[severity] >= rank[minimumSeverity]).map(({ name }) => name),
    async deliver(sinkName, messages) {
      const sink = sinks.find(({ name }) => name === sinkName);
      if (!sink)
        throw new KataproofError(
          'SinkUnknown',
          `No alert sink ${sinkName} is set. Set it again, or send its dead letters to another one.`,
        );
      // What delivers is loaded for the first alert: most starts have none.
      const { openSink } = await import('./open-sink.ts');
      const deliver = opened.get(sinkName) ?? openSink(sink, rest);
      opened.set(sinkName, deliver);
      await deliver(messages);
    },
  };
}
