import type { AlertMessage } from '../alerts/alert-message.ts';
import { shorten } from '../plain/shorten.ts';
import { alertLines } from './alert-lines.ts';

const signs = { info: ':white_check_mark:', warning: ':warning:', critical: ':rotating_light:' };

/**
 * Renders the body for a Slack incoming webhook: `text` for notifications, `blocks` for the channel. Slack allows 50
 * blocks, and 3,000 characters in a section (Slack, "Block Kit"). Each alert is two blocks, and alertLines bounds their
 * text.
 */
export function renderSlack(alerts: readonly AlertMessage[]): object {
  return {
    text: escapeControls(shorten(alerts.map(({ title }) => title).join(' · '), 600)),
    unfurl_links: false,
    unfurl_media: false,
    blocks: alerts.flatMap((alert) => {
      const { title, facts } = alertLines(alert);
      const lines = facts.map(({ label, text }) => `*${escapeControls(label)}:* ${escapeControls(text)}`);
      return [section(`${signs[alert.severity]} *${escapeControls(title)}*`), section(shorten(lines.join('\n'), 2990))];
    }),
  };
}

/** `verbatim` stops Slack from turning text of a cluster into links and mentions. */
function section(text: string): object {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

/**
 * Escapes the three characters with a special meaning (Slack, "Escaping text"): an unescaped `<!channel>` would notify
 * everybody.
 */
function escapeControls(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', ' ');
}
