import { ncrontab, whole } from './setting-formats.ts';
import { note } from './setting-note.ts';

const group = 'Events, sweep and retention';

/** How events gather, when the app cleans up, and how long history is kept. */
export const housekeepingSettings = {
  KATAPROOF_QUIET_SECONDS: whole('seconds', 0, 3600, 60).meta(
    note({
      group,
      setBy: 'appSettings',
      description: "how long a pool's [events](events.md) gather before anything looks at it",
      example: '120',
    }),
  ),
  KATAPROOF_SWEEP_SCHEDULE: ncrontab.default('0 0 * * * *').meta(
    note({
      group,
      setBy: 'appSettings',
      description: 'when the sweep removes what is over its time, in UTC',
      example: '0 15 * * * *',
    }),
  ),
  KATAPROOF_RETENTION_DAYS: whole('days', 1, 3650, 400).meta(
    note({ group, setBy: 'appSettings', description: 'how long history is kept', example: '90' }),
  ),
};
