import type { AlertMessage } from '../ports/alert-sinks.ts';
import { alertLines } from './alert-lines.ts';

const colors = { info: 'Good', warning: 'Warning', critical: 'Attention' };

/**
 * What a Teams workflow ("When a Teams webhook request is received") takes: a message with one Adaptive Card. Texts are
 * runs, which Teams prints as they are; a TextBlock would make Markdown of what clusters wrote. A message may have
 * 28 KB (Microsoft Teams, "Limits and specifications"): alertLines keeps ten alerts below.
 */
export function renderTeams(alerts: readonly AlertMessage[]): object {
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          msteams: { width: 'Full' },
          body: alerts.flatMap(renderAlert),
        },
      },
    ],
  };
}

function renderAlert(alert: AlertMessage, index: number): object[] {
  const { title, facts } = alertLines(alert);
  const heading = { type: 'TextRun', text: title, weight: 'Bolder', size: 'Medium', color: colors[alert.severity] };
  return [
    { type: 'RichTextBlock', separator: index > 0, inlines: [heading] },
    ...facts.map(({ label, text }) => ({
      type: 'RichTextBlock',
      spacing: 'Small',
      inlines: [{ type: 'TextRun', text: `${label}: `, weight: 'Bolder' }, text],
    })),
  ];
}
