/** What docs/settings.md tells of a setting, by zod's `.meta()`: beside its format, and so in its JSON schema too. */
export type SettingNote = {
  /** The heading under which it stands. */
  group: string;
  /** What it means, in Markdown, as a phrase without a full stop. */
  description: string;
  /** The unit of a number. */
  unit?: string;
  /** One value that the schema takes. */
  example: string;
  /** What happens when it is unset, where there is no default. */
  unset?: string;
  /**
   * Who sets it in Azure. `infra`: infra/main.bicep, always. `infra-optional`: infra/main.bicep, where a parameter asks for
   * it. `appSettings`: whoever wants another value, by main.bicep's parameter of that name. `laptop`: nobody, because it
   * holds a key that the managed identity makes needless.
   */
  setBy: 'infra' | 'infra-optional' | 'appSettings' | 'laptop';
};

/** Checks a note's shape where it is written: `.meta(note({ … }))`. */
export const note = (told: SettingNote): SettingNote => told;
