import { z } from 'zod';
import { alertSchema, alertStateSchema } from '../answers/alert-schemas.ts';
import { alertListQuery } from '../list-filters.ts';
import { defineOperation } from '../operation.ts';

const tag = 'Alerts';

export const listAlerts = defineOperation({
  id: 'listAlerts',
  method: 'GET',
  route: 'alerts',
  role: 'reader',
  tag,
  summary: 'What people were told, are to be told, or could not be told, a page at a time',
  description:
    'Of one `state`: sent and dead ones the newest first, queued ones the soonest due first. Without a `state`: the dead, then the queued, then the sent, each in that order. Sent and dead ones are kept as long as the history.',
  query: alertListQuery.extend({ state: alertStateSchema.optional() }),
  answers: {
    200: {
      description: 'A page of alerts.',
      schema: z.strictObject({ value: z.array(alertSchema), nextLink: z.url().optional() }).meta({ id: 'AlertPage' }),
    },
  },
});

export const replayAlert = defineOperation({
  id: 'replayAlert',
  method: 'POST',
  route: 'alerts/{id}/replay',
  role: 'operator',
  tag,
  summary: 'Has an alert that was given up tried again',
  description:
    'It is due at once, with all of its tries, and is tried within five minutes. One that is queued already stays as it is, so that asking twice is no error; one that was sent is refused.',
  params: z.object({ id: z.string().meta({ description: 'Id of the alert for its sink.' }) }),
  answers: { 202: { description: 'The alert is queued.', schema: alertSchema } },
  refusals: [403, 404, 409],
});
