import type { AlertMessage } from '../alerts/alert-message.ts';
import { alertLines, type Detail } from './alert-lines.ts';

const colors = { info: 'Good', warning: 'Warning', critical: 'Attention' };

/** Bytes: 28 KB (Microsoft Teams, "Limits and specifications"), less some for what the workflow adds. */
const mostBytes = 26 * 1024;

/** Tried in turn until the message is small enough; ten alerts always are with the last. */
const details: readonly Detail[] = [
  { mostNodes: 3, mostChars: 300 },
  { mostNodes: 1, mostChars: 210 },
  { mostNodes: 0, mostChars: 100 },
];

/** What a Teams workflow ("When a Teams webhook request is received") takes: a message with one Adaptive Card. */
export function renderTeams(alerts: readonly AlertMessage[]): object {
  const fits = (detail: Detail) => Buffer.byteLength(JSON.stringify(renderMessage(alerts, detail))) <= mostBytes;
  return renderMessage(alerts, details.find(fits) ?? details.at(-1));
}

function renderMessage(alerts: readonly AlertMessage[], detail: Detail | undefined): object {
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
          body: alerts.flatMap((alert, index) => renderAlert(alert, index > 0, detail)),
        },
      },
    ],
  };
}

/** Texts are runs, which are printed as they are: a TextBlock would make Markdown of what clusters wrote. */
function renderAlert(alert: AlertMessage, separator: boolean, detail: Detail | undefined): object[] {
  const { title, facts } = alertLines(alert, detail);
  const heading = { type: 'TextRun', text: title, weight: 'Bolder', size: 'Medium', color: colors[alert.severity] };
  return [
    { type: 'RichTextBlock', separator, inlines: [heading] },
    ...facts.map(({ label, text }) => ({
      type: 'RichTextBlock',
      spacing: 'Small',
      inlines: [{ type: 'TextRun', text: `${label}: `, weight: 'Bolder' }, text],
    })),
  ];
}
