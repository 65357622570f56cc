import type { AlertMessage } from '../alerts/alert-message.ts';
import { type AlertLines, renderWithin } from './alert-lines.ts';

const colors = { info: 'Good', warning: 'Warning', critical: 'Attention' };

/**
 * Teams takes 28,672 bytes of a message's properties (Microsoft Teams, "Limits and specifications") and counts the card
 * as JSON within JSON. The workflow answers 202 before Teams does, so what is too large would vanish; and it adds some
 * bytes of its own.
 */
const mostBytes = 26_000;

/**
 * Renders the body for a Teams workflow ("When a Teams webhook request is received"): a message with one Adaptive Card.
 */
export function renderTeams(alerts: readonly AlertMessage[]): object {
  return renderWithin(alerts, renderMessage, (message) => bytesWithin(JSON.stringify(message)) <= mostBytes);
}

/**
 * Bytes of a JSON text as the value of a property in a JSON text that is a value itself: each level escapes quotes and
 * backslashes once more. Encoders that are careful write anything but plain ASCII as `\uXXXX`, and so do .NET's for
 * `<`, `>`, `&`, `+`, quotes and backticks.
 */
function bytesWithin(json: string): number {
  let bytes = 0;
  for (const unit of json)
    bytes += unit === '"' || unit === '\\' ? 2 : /[ !#-%(-*,-;=?-_a-~]/.test(unit) ? 1 : 6 * unit.length;
  return bytes;
}

function renderMessage(alerts: { alert: AlertMessage; lines: AlertLines }[]): object {
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
          body: alerts.flatMap(({ alert, lines }, index) => renderAlert(alert, lines, index > 0)),
        },
      },
    ],
  };
}

/** Uses TextRun, which shows text as it is: a TextBlock would read text of a cluster as Markdown. */
function renderAlert(alert: AlertMessage, { title, facts }: AlertLines, separator: boolean): object[] {
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
