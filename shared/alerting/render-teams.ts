import type { AlertMessage } from '../alerts/alert-message.ts';
import { alertLines, type Detail } from './alert-lines.ts';

const colors = { info: 'Good', warning: 'Warning', critical: 'Attention' };

/** Teams allows 28 KB (Microsoft Teams, "Limits and specifications"), and the workflow adds some bytes of its own. */
const mostBytes = 26 * 1024;

/** Tried in this order until the message is small enough. With the last one, ten alerts always fit. */
const details: readonly Detail[] = [
  { mostNodes: 3, mostChars: 300 },
  { mostNodes: 1, mostChars: 210 },
  { mostNodes: 0, mostChars: 100 },
];

/**
 * Renders the body for a Teams workflow ("When a Teams webhook request is received"): a message with one Adaptive Card.
 */
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

/** Uses TextRun, which shows text as it is: a TextBlock would read text of a cluster as Markdown. */
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
