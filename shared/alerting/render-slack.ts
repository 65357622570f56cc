import type { AlertMessage } from '../alerts/alert-message.ts';
import { oneLine } from '../plain/one-line.ts';
import { shorten } from '../plain/shorten.ts';
import { renderWithin } from './alert-lines.ts';

const signs = { info: ':white_check_mark:', warning: ':warning:', critical: ':rotating_light:' };

/** Slack allows 3,000 characters in a section (Slack, "Section block"); escaped characters count as they are sent. */
const sectionChars = 3000;

/**
 * Slack refuses messages whose blocks have more than about 13,200 characters of JSON (`msg_blocks_too_long`). It does
 * not document that limit, so there is room.
 */
const blocksChars = 11_500;

interface Section {
  type: 'section';
  text: { type: 'plain_text'; text: string; emoji: boolean };
}

/**
 * Renders the body for a Slack incoming webhook: `text` for notifications, `blocks` for the channel. Each alert is two
 * blocks of at most 50 that Slack allows.
 *
 * All texts are plain: Slack's markup has no way to escape `*`, `_`, `~` and backticks, so a cluster's words could look
 * like ours in any text with markup.
 */
export function renderSlack(alerts: readonly AlertMessage[]): object {
  const blocks = renderWithin(
    alerts,
    (rendered) =>
      rendered.flatMap(({ alert, lines: { title, facts } }) => [
        section(`${signs[alert.severity]} ${withoutEmoji(title)}`, true),
        section(facts.map(({ label, text }) => `${label}: ${text}`).join('\n'), false),
      ]),
    fits,
  );
  const titles = alerts.map(({ title }) => oneLine(title)).join(' · ');
  return {
    text: escapeControls(shorten(titles, 600)),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks,
  };
}

function fits(blocks: readonly Section[]): boolean {
  return blocks.every(({ text }) => text.text.length <= sectionChars) && JSON.stringify(blocks).length <= blocksChars;
}

function section(text: string, emoji: boolean): Section {
  return { type: 'section', text: { type: 'plain_text', text: escapeControls(text), emoji } };
}

/** Takes the colon from what would become an emoji: the sign before a title is ours alone. */
function withoutEmoji(text: string): string {
  return text.replace(/:(?=[\w+'-]{1,100}:)/g, '\ua789');
}

/**
 * Escapes the three characters with a special meaning everywhere (Slack, "Escaping text"): an unescaped `<!channel>`
 * would notify everybody.
 */
function escapeControls(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
