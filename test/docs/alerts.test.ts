import { describe, expect, test } from '@jest/globals';
import { renderCloudEvent } from '../../shared/alerting/render-cloud-event.ts';
import { messageKinds } from '../../shared/alerts/alert-message.ts';
import { sampleAlert } from '../support/samples/sample-alert.ts';
import { read, rowsUnder } from './markdown.ts';

const page = read('docs/alerts.md');

describe('docs/alerts.md', () => {
  test('says of every kind of alert when it is told, and of no other', () => {
    const told = rowsUnder(page, '## When').flatMap(([, , alert = '', severity]) => {
      const [kind = ''] = /^[a-z-]+(?=$|, )/.exec(alert) ?? [];
      return severity === 'severity' || ['', 'none'].includes(kind) ? [] : [kind];
    });
    expect(new Set(told)).toEqual(new Set(messageKinds));
  });

  test('names every kind among the fields of an alert', () => {
    const [, meaning = ''] = rowsUnder(page, '## Where to').find(([field = '']) => field.startsWith('`kind`')) ?? [];
    expect([...meaning.matchAll(/`([\w-]+)`/g)].map(([, kind]) => kind)).toEqual([...messageKinds]);
  });

  test('names the type of every kind of event', () => {
    const [row = ''] = page.split('\n').filter((line) => line.startsWith('| `event-grid` |'));
    const names = [...row.matchAll(/`(?:Kataproof\.Alert)?\.(\w+)`/g)].map(([, name]) => `Kataproof.Alert.${name}`);
    const types = messageKinds.map((kind) => renderCloudEvent(sampleAlert('a', { kind })).type);
    expect(names.sort()).toEqual([...types].sort());
  });
});
