import i18next, { type BackendModule, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import accountHant from './zh-Hant/account.json' with { type: 'json' }
import appHant from './zh-Hant/app.json' with { type: 'json' }
import careHant from './zh-Hant/care.json' with { type: 'json' }
import documentHant from './zh-Hant/document.json' with { type: 'json' }
import keptHant from './zh-Hant/kept.json' with { type: 'json' }
import textHant from './zh-Hant/text.json' with { type: 'json' }

/** Every string of the interface, in three languages. 繁體中文 comes with the page; the others when they are chosen. */
export const LANGUAGES = ['zh-Hant', 'zh-Hans', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** Each language's name, in itself. */
export const LANGUAGE_NAMES: Record<Language, string> = {
  'zh-Hant': '繁體中文',
  'zh-Hans': '简体中文',
  en: 'English',
}

const STORED = 'hezhu:language'

/** The language for a list of wishes (BCP 47, the dearest first); 繁體中文 where none fits. */
export function pickLanguage(wishes: readonly string[]): Language {
  for (const wish of wishes) {
    const tag = wish.toLowerCase()
    if (tag.startsWith('en')) return 'en'
    if (!tag.startsWith('zh')) continue
    if (tag.includes('hans')) return 'zh-Hans'
    if (tag.includes('hant')) return 'zh-Hant'
    return /-(cn|sg|my)\b/.test(tag) ? 'zh-Hans' : 'zh-Hant'
  }
  return 'zh-Hant'
}

function stored(): string[] {
  try {
    const language = localStorage.getItem(STORED)
    return language ? [language] : []
  } catch {
    return []
  }
}

const loaders: Record<string, () => Promise<{ default: object }>> = {
  'zh-Hans/account': () => import('./zh-Hans/account.json', { with: { type: 'json' } }),
  'zh-Hans/app': () => import('./zh-Hans/app.json', { with: { type: 'json' } }),
  'zh-Hans/care': () => import('./zh-Hans/care.json', { with: { type: 'json' } }),
  'zh-Hans/document': () => import('./zh-Hans/document.json', { with: { type: 'json' } }),
  'zh-Hans/kept': () => import('./zh-Hans/kept.json', { with: { type: 'json' } }),
  'zh-Hans/text': () => import('./zh-Hans/text.json', { with: { type: 'json' } }),
  'en/account': () => import('./en/account.json', { with: { type: 'json' } }),
  'en/app': () => import('./en/app.json', { with: { type: 'json' } }),
  'en/care': () => import('./en/care.json', { with: { type: 'json' } }),
  'en/document': () => import('./en/document.json', { with: { type: 'json' } }),
  'en/kept': () => import('./en/kept.json', { with: { type: 'json' } }),
  'en/text': () => import('./en/text.json', { with: { type: 'json' } }),
}

const lazyBackend: BackendModule = {
  type: 'backend',
  init: () => {},
  read: (language, namespace, done) => {
    const load = loaders[`${language}/${namespace}`]
    if (!load) return done(null, {})
    load().then(
      (module) => done(null, module.default),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), false),
    )
  },
}

/** Starts i18next in the stored language, else the browser's, and keeps `<html lang>` true. */
export async function startI18n(): Promise<i18n> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language
  })
  await i18next
    .use(lazyBackend)
    .use(initReactI18next)
    .init({
      lng: pickLanguage([...stored(), ...navigator.languages]),
      fallbackLng: 'zh-Hant',
      supportedLngs: [...LANGUAGES],
      load: 'currentOnly',
      ns: ['app', 'account', 'care', 'document', 'kept', 'text'],
      defaultNS: 'app',
      resources: {
        'zh-Hant': {
          account: accountHant,
          app: appHant,
          care: careHant,
          document: documentHant,
          kept: keptHant,
          text: textHant,
        },
      },
      partialBundledLanguages: true,
      interpolation: { escapeValue: false },
      react: { useSuspense: false },
    })
  return i18next
}

/** Changes the language now and for the next time. */
export function chooseLanguage(language: Language): void {
  try {
    localStorage.setItem(STORED, language)
  } catch {
    // Not kept then: a blocked store is no reason to refuse a language.
  }
  void i18next.changeLanguage(language)
}
