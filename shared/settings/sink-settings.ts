import { z } from 'zod';
import { findMistakes } from '../errors/find-mistakes.ts';
import { asRecord } from '../plain/as-record.ts';
import { parseJson } from '../plain/parse-json.ts';
import { isHttpsOrLoopback } from './setting-formats.ts';

/** One sink of the setting KATAPROOF_ALERT_SINKS. URLs of chat hooks are secrets, like keys. */
export type SinkSettings = z.output<ReturnType<typeof sink>>;

const mostSinks = 20;

const atLeast = (what: string) => z.string(`must be ${what}`);

const address = (what: string) =>
  atLeast(`the https URL of ${what}`).refine((text) => {
    if (!URL.canParse(text)) return false;
    const url = new URL(text);
    return isHttpsOrLoopback(url) && !url.username && !url.password && !url.hash;
  }, `must be the https URL of ${what}, without user, password or fragment`);

/**
 * Whether an address is an Office 365 connector's, which Microsoft has retired: `<organization>.webhook.office.com`
 * since 2021, before that `outlook.office.com/webhook`, and the like in other clouds. They took another kind of card.
 */
function isRetiredConnector(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { hostname, pathname } = new URL(text);
  const host = hostname.replace(/\.$/, '');
  if (/(^|\.)webhook\.(office|office365|outlook)\.(com|us|de|cn)$/.test(host)) return true;
  const ofOutlook = /(^|\.)(office|office365|outlook)\.(com|us|de|cn)$/.test(host);
  return (ofOutlook && /^\/webhook/i.test(pathname)) || /\/IncomingWebhook\//i.test(pathname);
}

/** An address that nothing can answer at is no better as another kind of sink. */
const liveAddress = (what: string) =>
  address(what).refine(
    (text) => !isRetiredConnector(text),
    `must be the https URL of ${what}: this is that of an Office 365 connector, which Microsoft has retired`,
  );

/** Standard Webhooks asks for a secret of this length. */
const signingSecret = () =>
  atLeast('a signing secret: whsec_ and 24 to 64 random bytes in base64').regex(
    /^whsec_(?=[A-Za-z0-9+/]{32,86}={0,2}$)([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
    'must be whsec_ and 24 to 64 random bytes in base64: echo whsec_$(openssl rand -base64 32)',
  );

const shared = () => ({
  name: atLeast('the name of the sink').regex(
    /^[a-z][a-z0-9-]{0,39}$/,
    'must be 1 to 40 small letters, digits and dashes, a letter first',
  ),
  minimumSeverity: z.enum(['info', 'warning', 'critical'], 'must be info, warning or critical').default('info'),
});

const sink = () =>
  z.discriminatedUnion(
    'kind',
    [
      z.strictObject({
        ...shared(),
        kind: z.literal('event-grid'),
        endpoint: address('an Event Grid topic (…/api/events)'),
        /** Without a key, the managed identity publishes. */
        key: atLeast('an access key of the topic').min(16, 'must be an access key of the topic').optional(),
      }),
      z.strictObject({
        ...shared(),
        kind: z.literal('webhook'),
        url: liveAddress('the receiver'),
        secret: signingSecret(),
        /** The old secret, which also signs while receivers change to the new one. */
        previousSecret: signingSecret().optional(),
      }),
      z.strictObject({ ...shared(), kind: z.literal('slack'), url: liveAddress('a Slack incoming webhook') }),
      z.strictObject({
        ...shared(),
        kind: z.literal('teams'),
        url: address('a Teams workflow').refine(
          (text) => !isRetiredConnector(text),
          'must be the https URL of a Teams workflow (Workflows, "When a Teams webhook request is received"): Microsoft has retired Office 365 connectors, whose address this is',
        ),
      }),
    ],
    'must be event-grid, webhook, slack or teams',
  );

const sinks = () =>
  z.array(sink(), 'must be a JSON array of sinks').max(mostSinks, `must have at most ${mostSinks} sinks`);

/**
 * Parses the setting's text and reports every mistake with its index and field. Values are never repeated, because most
 * are secret.
 */
export const sinkList = () =>
  z
    .string()
    .transform((text, check) => {
      const json = parseJson(text);
      const { data, mistakes } = findMistakes(sinks(), json);
      for (const { path, message } of [...(mistakes ?? []), ...repeatedNames(json)])
        check.addIssue({ code: 'custom', path: path.map(readable), message, continue: true });
      return data ?? [];
    })
    .meta({ form: 'JSON array of sinks' });

/** Searches the JSON itself, so that repeated names are reported together with all other mistakes. */
function repeatedNames(json: unknown) {
  const names = (Array.isArray(json) ? json : []).map((item: unknown) => asRecord(item)['name']);
  return names.flatMap((name, index) =>
    typeof name === 'string' && names.indexOf(name) < index
      ? [{ path: [index, 'name'], message: 'must be unique: another sink has it' }]
      : [],
  );
}

/** The name of a field, but not a secret that somebody may have pasted in place of a name. */
function readable(key: PropertyKey): PropertyKey {
  return typeof key !== 'string' || /^[A-Za-z][A-Za-z-]{0,29}$/.test(key) ? key : '(unreadable)';
}
