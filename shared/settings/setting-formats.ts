import { z } from 'zod';
import { parseScope } from '../clusters/allowed-scopes.ts';
import { parseResourceScope } from '../clusters/resource-scopes.ts';
import { trimEnd } from '../plain/trim-end.ts';
import { parseLabelSelector } from '../workloads/parse-label-selector.ts';
import { findNcrontabMistake } from './ncrontab.ts';

// Formats of settings, each a function: a schema takes its time to be made, and most settings are unset. Each message
// says what to do, and none repeats a value, because some are secret. `form` is the format in words, for docs/settings.md.

/** Plain http is allowed for loopback only, where the storage emulator runs. */
export const isHttpsOrLoopback = ({ protocol, hostname }: URL) =>
  protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname));

/** An https URL of `what`; slashes at its end are removed. Keys have settings of their own, so it holds none. */
export const endpoint = (what: string) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && new URL(text).protocol === 'https:', `must be the https URL of ${what}`)
    .refine((text) => {
      if (!URL.canParse(text)) return true;
      const { username, password, search, hash } = new URL(text);
      return `${username}${password}${search}${hash}` === '';
    }, 'must have no user, password, query or fragment: it is no place for a key')
    .transform((text) => trimEnd(text, '/'))
    .meta({ form: 'https URL' });

/** The address of a key in a vault (Key Vault, "Vault name and object name"): the newest version, or the one that it names. */
export const vaultKey = () =>
  endpoint('a key in Key Vault, such as https://vault.vault.azure.net/keys/evidence')
    .refine(
      (text) =>
        !URL.canParse(text) ||
        /^\/keys\/[a-z0-9-]{1,127}(\/[0-9a-f]{32})?$/i.test(new URL(text).pathname.replace(/\/$/, '')),
      'must be the address of a key, as `az keyvault key show --query key.kid` prints it: https://VAULT/keys/NAME, or with /VERSION behind it',
    )
    .meta({ form: 'https URL of a key' });

/** A whole number of `unit`, from `least` to `most`; `fallback` when unset. */
export const whole = (unit: string, least: number, most: number, fallback: number) => {
  const message = `must be a whole number${unit && ` of ${unit}`} from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= least && value <= most, message)
    .default(fallback)
    .meta({ form: `whole number, ${least} to ${most}`, ...(unit && { unit }) });
};

export const yesOrNo = () =>
  z
    .string()
    .regex(/^(true|false)$/i, 'must be true or false')
    .transform((text) => text.toLowerCase() === 'true')
    .meta({ form: '`true` or `false`' });

const labelPart = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';

/** A DNS label (RFC 1123), as in the names of namespaces. */
export const dnsLabel = (what: string) =>
  z
    .string()
    .regex(
      new RegExp(`^${labelPart}$`),
      `must be the name of a Kubernetes ${what}: at most 63 small letters, digits and dashes`,
    )
    .meta({ form: `name of a ${what}` });

/** A DNS subdomain (RFC 1123), as in the names of RuntimeClasses (Kubernetes, "Object Names and IDs"). */
export const dnsSubdomain = (what: string) =>
  z
    .string()
    .regex(
      new RegExp(`^(?=.{1,253}$)${labelPart}(\\.${labelPart})*$`),
      `must be the name of a Kubernetes ${what}: small letters, digits, dashes and dots`,
    )
    .meta({ form: `name of a ${what}` });

/** A connection string of a storage account, over https except on loopback. */
export const connectionString = () =>
  z
    .string()
    .refine(
      (text) =>
        /^UseDevelopmentStorage=true;?$/i.test(text) ||
        ['DefaultEndpointsProtocol', 'AccountName', 'AccountKey'].every((part) =>
          new RegExp(`(^|;)${part}=[^;]+`, 'i').test(text),
        ),
      'must be a storage connection string with DefaultEndpointsProtocol, AccountName and AccountKey (az storage account show-connection-string)',
    )
    .refine((text) => {
      const services = [...text.matchAll(/(?:Table|Blob)Endpoint=([^;]+)/gi)].map(([, url = '']) => url);
      if (!/TableEndpoint=/i.test(text) && /DefaultEndpointsProtocol=http(;|$)/i.test(text)) return false;
      return services.every((url) => URL.canParse(url) && isHttpsOrLoopback(new URL(url)));
    }, 'must use https: plain http is for the storage emulator on this machine only')
    .meta({ form: 'connection string' });

/**
 * The Deployment Safeguards of AKS refuse an image without an explicit version tag. A digest always names the same
 * image.
 */
export const image = () =>
  z
    .string()
    .max(512, 'must have at most 512 characters')
    .regex(
      /^[a-z0-9][\w.-]*(:\d+)?(\/[a-z0-9][\w.-]*)+(:(?!latest$|latest@)[\w][\w.-]{0,127}|(:[\w][\w.-]{0,127})?@sha256:[a-f0-9]{64})$/,
      'must name registry, image and a version tag (not latest) or, better, a digest: registry/name@sha256:…',
    )
    .meta({ form: 'image with a version tag or digest' });

/** A list of names, separated by commas. */
export const names = () =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
    )
    .refine((list) => list.length > 0, 'must be one or more names, separated by commas')
    .meta({ form: 'names, separated by commas' });

/** VM sizes, or patterns of them, separated by commas. */
export const vmSizes = () =>
  names().refine(
    (list) => list.every((size) => /^[a-z0-9_*-]{1,80}$/i.test(size)),
    'must be VM sizes, such as Standard_D4s_v5 or Standard_D*s_v5, separated by commas',
  );

/** ARM ids of subscriptions, resource groups and AKS clusters, separated by commas. */
export const scopes = () =>
  names().transform((list, check) => {
    const parsed = list.map(parseScope);
    if (parsed.every((scope) => scope !== null)) return parsed;
    check.addIssue({
      code: 'custom',
      message:
        'must be ARM ids of subscriptions, resource groups or AKS clusters, such as /subscriptions/<id> or /subscriptions/<id>/resourceGroups/<name>, separated by commas',
    });
    return z.NEVER;
  });

/** ARM ids of subscriptions, resource groups and resources, separated by commas. */
export const resourceScopes = () =>
  names().transform((list, check) => {
    const parsed = list.map(parseResourceScope);
    if (parsed.every((scope) => scope !== null)) return parsed;
    check.addIssue({
      code: 'custom',
      message:
        'must be ARM ids of subscriptions, resource groups or resources such as virtual networks, separated by commas',
    });
    return z.NEVER;
  });

/** Parses `name` or `name=value`; the value is null when there is none, and may contain equals signs. */
export function parseTag(text: string): { name: string; value: string | null } {
  const [name = '', ...rest] = text.split('=');
  return { name, value: rest.length > 0 ? rest.join('=') : null };
}

/** An NCRONTAB expression with seconds. */
export const ncrontab = () =>
  z
    .string()
    .superRefine((text, check) => {
      const message = findNcrontabMistake(text);
      if (message !== null) check.addIssue({ code: 'custom', message });
    })
    .meta({ form: 'NCRONTAB, seconds first' });

/** A label selector, parsed. */
export const labelSelector = () =>
  z
    .string()
    .transform((text, check) => {
      const selector = parseLabelSelector(text);
      if (selector) return selector;
      check.addIssue({
        code: 'custom',
        message: 'must be a label selector, such as isolation=required or tier in (web,batch),!debug',
      });
      return z.NEVER;
    })
    .meta({ form: 'label selector' });
