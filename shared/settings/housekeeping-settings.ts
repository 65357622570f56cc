import { z } from 'zod';
import { ncrontab, whole } from './setting-formats.ts';
import { note } from './setting-note.ts';

const group = 'Events, sweep and retention';

/** How events gather, when the app cleans up, and how long history is kept. */
export const housekeepingSettings = {
  /**
   * In the account of AzureWebJobsStorage (REST API of Azure Storage, "Naming queues and metadata"); its poison queue has
   * seven letters more, and a name at most 63.
   */
  KATAPROOF_EVENT_QUEUE: () =>
    z
      .string()
      .min(3)
      .max(56)
      .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be the name of a queue: lower-case letters, digits and single dashes')
      .default('cluster-events')
      .meta({
        form: '3 to 56 lower-case letters, digits and single dashes',
        ...note({
          group,
          setBy: 'appSettings',
          description:
            'the storage queue to which Event Grid [delivers](events.md), in the account of `AzureWebJobsStorage`; infra makes the default one',
          example: 'cluster-events-2',
        }),
      }),
  KATAPROOF_QUIET_SECONDS: () =>
    whole('seconds', 0, 3600, 60).meta(
      note({
        group,
        setBy: 'appSettings',
        description: "how long a pool's [events](events.md) gather before anything looks at it",
        example: '120',
      }),
    ),
  KATAPROOF_SWEEP_SCHEDULE: () =>
    ncrontab()
      .default('0 0 * * * *')
      .meta(
        note({
          group,
          setBy: 'appSettings',
          description: 'when the sweep removes what is over its time, in UTC',
          example: '0 15 * * * *',
        }),
      ),
  KATAPROOF_RETENTION_DAYS: () =>
    whole('days', 1, 3650, 400).meta(
      note({ group, setBy: 'appSettings', description: 'how long history is kept', example: '90' }),
    ),
  /** A night asks for that of the day before. */
  KATAPROOF_DURABLE_RETENTION_DAYS: () =>
    whole('days', 2, 3650, 14).meta(
      note({
        group,
        setBy: 'appSettings',
        description: 'how long Durable Functions keep orchestrations that have ended; nothing of ours is only there',
        example: '30',
      }),
    ),
};
