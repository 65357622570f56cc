import type { AlertMessage } from '../alerts/alert-message.ts';
import { shorten } from '../plain/shorten.ts';
import { alertLines } from './alert-lines.ts';

const signs = { info: ':white_check_mark:', warning: ':warning:', critical: ':rotating_light:' };

/**
 * What a Slack incoming webhook takes: `text` for notifications, `blocks` for the channel. At most 50 blocks, and 3,000
 * characters in a section (Slack, "Block Kit"): two blocks an alert, bounded by alertLines.
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

/** `verbatim` keeps Slack from making links and mentions of what clusters wrote. */
function section(text: string): object {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

/** The three characters that have a meaning of their own (Slack, "Escaping text"): `<!channel>` calls everybody. */
function escapeControls(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', ' ');
}
