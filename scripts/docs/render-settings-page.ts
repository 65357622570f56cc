import { type PlatformVariable, platformVariables } from '../../shared/settings/platform-variables.ts';
import type { SettingNote } from '../../shared/settings/setting-note.ts';
import { listSettings, type ToldSetting } from './list-settings.ts';
import { renderTable } from './render-table.ts';

const intro = `# Settings

<!-- Written by \`npm run docs\` from shared/settings; edit the notes there. -->

A wrong setting stops the app at start, with every mistake in one message; so does one that begins with \`KATAPROOF_\` and
is none of these. An empty one counts as unset. In Azure they are app settings: \`infra/main.bicep\` sets what the app
needs, its parameter \`appSettings\` takes the others ([deploying](deploy.md)). On a laptop \`npm start\`
takes them from its environment, and \`func start\` from \`local.settings.json\`, of which \`local.settings.sample.json\` is a
whole sample: build first (\`npm run build\`), with Azurite at its usual ports (\`npx azurite\`), and be signed in (\`az login\`).
`;

const setters: Record<SettingNote['setBy'] | PlatformVariable['setBy'], string> = {
  infra: 'infra',
  'infra-optional': 'infra, by a parameter',
  appSettings: 'optional: `appSettings`',
  laptop: 'laptops only',
  platform: 'Azure Functions',
  nobody: 'nobody: leave it unset',
};

const readers: Record<PlatformVariable['readBy'], string> = {
  app: 'the app',
  host: 'the Functions host',
  library: 'a library',
};

/** Writes docs/settings.md. */
export function renderSettingsPage(): string {
  const groups = Map.groupBy(listSettings(), ({ group }) => group);
  const sections = [...groups].map(([group, settings]) => `## ${group}\n\n${renderSettings(settings)}`);
  return `${[intro.trimEnd(), ...sections, renderVariables()].join('\n\n')}\n`;
}

function renderSettings(settings: readonly ToldSetting[]): string {
  const rows = settings.map(({ name, form, unit, defaultText, unset, setBy, description, example }) => [
    `\`${name}\``,
    unit ? `${form} (${unit})` : form,
    defaultText === null ? (unset ?? 'none') : `\`${defaultText}\``,
    setters[setBy],
    description,
    `\`${example}\``,
  ]);
  return renderTable(['setting', 'value', 'default', 'set by', 'meaning', 'example'], rows);
}

function renderVariables(): string {
  const rows = Object.entries(platformVariables).map(([name, { readBy, setBy, description }]) => [
    `\`${name}\``,
    readers[readBy],
    setters[setBy],
    description,
  ]);
  const table = renderTable(['variable', 'read by', 'set by', 'meaning'], rows);
  return `## Variables of the platform\n\nNo settings of ours, but read as well.\n\n${table}`;
}
