import { z } from 'zod';
import { endpoint, whole } from './setting-formats.ts';
import { note } from './setting-note.ts';
import { sinkList } from './sink-settings.ts';

const group = 'Alerts';

/** Whom alerts reach, and when. */
export const alertSettings = {
  KATAPROOF_ALERT_TOPIC_ENDPOINT: () =>
    endpoint('an Event Grid topic (…/api/events)')
      .optional()
      .meta(
        note({
          group,
          setBy: 'infra',
          description: 'Event Grid custom topic for alerts (CloudEvents schema)',
          unset: 'no topic',
          example: 'https://topic.westeurope-1.eventgrid.azure.net/api/events',
        }),
      ),
  KATAPROOF_ALERT_TOPIC_KEY: () =>
    z
      .string()
      .min(16, 'must be an access key of the topic')
      .optional()
      .meta({
        form: 'access key',
        ...note({
          group,
          setBy: 'laptop',
          description: 'access key of that topic',
          unset: 'the managed identity publishes (*EventGrid Data Sender*)',
          example: 'the key of the topic',
        }),
      }),
  KATAPROOF_ALERT_SINKS: () =>
    sinkList()
      .default([])
      .meta(
        note({
          group,
          setBy: 'appSettings',
          description:
            'more receivers of alerts: Event Grid, signed webhooks, Slack, Teams; see [alerts](alerts.md). It holds secrets: make it a Key Vault reference',
          unset: 'none',
          example:
            '[{"name":"bus","kind":"event-grid","endpoint":"https://topic.westeurope-1.eventgrid.azure.net/api/events"}]',
        }),
      ),
  KATAPROOF_FLAP_THRESHOLD: () =>
    whole('', 1, 10, 2).meta(
      note({
        group,
        setBy: 'appSettings',
        description: 'checks that must come to nothing in a row before that is an alert',
        unit: 'checks',
        example: '3',
      }),
    ),
  /** AKS releases a new node image about once a week, and a new image makes the proof stale anyway. */
  KATAPROOF_FRESH_HOURS: () =>
    whole('hours', 1, 8760, 168).meta(
      note({ group, setBy: 'appSettings', description: 'age at which a proof is stale', example: '48' }),
    ),
};
