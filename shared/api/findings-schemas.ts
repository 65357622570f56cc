import { z } from 'zod';

/** Query of the list of findings: whether waived and resolved ones are listed too. */
export const findingsQuerySchema = z.strictObject({
  all: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform((text) => text === 'true'),
});

const dayMs = 86_400_000;
/** A risk that is acceptable today may not be so in two years, so a long waiver must be renewed. */
const longestDays = 366;

/** A day without a time means its last moment in UTC. */
const until = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: ({ input }) =>
      `${input === undefined ? 'is missing: it must' : 'must'} be a day (2027-01-31) or a moment (ISO 8601)`,
  })
  .transform((text) => new Date(text.includes('T') ? text : `${text}T23:59:59.999Z`).toISOString());

/** The body of a waiver. */
export const waiverSchema = z.strictObject({
  reason: z.string().trim().min(3, 'must say why, in at least 3 characters').max(1000),
  until,
});

/** A waiver whose end lies after `now` (milliseconds since the epoch), and not too long after it. */
export function waiverFrom(now: number) {
  return waiverSchema.extend({
    until: until
      .refine((end) => Date.parse(end) > now, 'must lie in the future')
      .refine((end) => Date.parse(end) <= now + longestDays * dayMs, `must be within ${longestDays} days`),
  });
}
