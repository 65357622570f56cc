import { signal } from '@preact/signals';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const stored = 'kataproof-theme';

const readTheme = (): Theme => themes.find((each) => each === localStorage.getItem(stored)) ?? 'auto';

/** The colours that somebody has chosen; `auto` are those of the system. */
export const theme = signal<Theme>(readTheme());

/** Chooses colours, for this browser. */
export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  localStorage.setItem(stored, chosen);
  showTheme();
}

/** The style sheet has both colours of everything, and `color-scheme` decides. */
export function showTheme(): void {
  document.documentElement.dataset['theme'] = theme.value;
}
