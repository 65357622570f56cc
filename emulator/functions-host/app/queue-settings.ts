import { z } from 'zod';
import { parseTimeSpan } from './time-span.ts';

/** The shortest time between two polls, in milliseconds (QueuePollingIntervals of the Storage extension). */
export const shortestPollMs = 100;

const timeSpan = z.string().transform((text, check) => {
  const ms = parseTimeSpan(text);
  if (ms === undefined) check.addIssue({ code: 'custom', message: 'must be a time span hh:mm:ss' });
  return ms ?? 0;
});

/**
 * `extensions.queues` of host.json with the defaults and limits of the Storage extension 5.x (QueuesOptions). A host of
 * one processor core, as this one counts itself, gets the next batch when half of the last one is done.
 */
export const queueSettings = z
  .looseObject({
    batchSize: z.coerce.number().int().min(1).max(32).default(16),
    newBatchThreshold: z.coerce.number().int().min(0).optional(),
    maxPollingInterval: timeSpan
      .refine((ms) => ms >= shortestPollMs, 'must not be less than 100 milliseconds')
      .default(60_000),
    visibilityTimeout: timeSpan.default(0),
    maxDequeueCount: z.coerce.number().int().min(1).default(5),
    messageEncoding: z
      .string()
      .transform((name) => name.toLowerCase())
      .pipe(z.enum(['base64', 'none']))
      .default('base64'),
  })
  .transform(({ batchSize, newBatchThreshold, maxPollingInterval, visibilityTimeout, ...others }) => ({
    batchSize,
    newBatchThreshold: newBatchThreshold ?? Math.floor(batchSize / 2),
    maxPollingMs: maxPollingInterval,
    /** How long a message stays hidden after its processing has failed. */
    retryAfterMs: visibilityTimeout,
    maxDequeueCount: others.maxDequeueCount,
    messageEncoding: others.messageEncoding,
  }));

export type QueueSettings = z.output<typeof queueSettings>;
