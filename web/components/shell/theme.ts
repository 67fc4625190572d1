/** Light, dark, or as the system has it; kept in this browser. */
export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const STORED = 'hezhu:theme'

export function storedTheme(): Theme {
  try {
    const theme = localStorage.getItem(STORED)
    return THEMES.find((known) => known === theme) ?? 'auto'
  } catch {
    return 'auto'
  }
}

/** tokens.css does the rest, by `<html data-theme>`. */
export function applyTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export function chooseTheme(theme: Theme): void {
  applyTheme(theme)
  try {
    localStorage.setItem(STORED, theme)
  } catch {
    // A blocked store: the choice holds until the page is left.
  }
}
