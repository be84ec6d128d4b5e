import type { Locale } from 'antd/es/locale'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type english from './en.json'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'words'
    resources: { words: typeof english }
  }
}

/** Our words and the kit's, fetched when a language is first used. */
const SOURCES: Readonly<Record<Language, () => Promise<[{ default: object }, { default: Locale }]>>> = {
  en: () => Promise.all([import('./en.json'), import('antd/es/locale/en_US')]),
  'zh-CN': () =>
    Promise.all([import('./zh-CN.json'), import('antd/es/locale/zh_CN'), import('dayjs/locale/zh-cn')]).then(
      ([words, kit]) => [words, kit],
    ),
}

const kits = new Map<Language, Locale>()

/** The language to start with: what was chosen here before, else the first of the browser's that we speak. */
export function firstLanguage(chosen: string | null, preferred: readonly string[]): Language {
  const known = LANGUAGES.find((language) => language === chosen)
  if (known !== undefined) return known
  for (const wish of preferred) {
    const match = LANGUAGES.find((language) => wish.toLowerCase().startsWith(language.slice(0, 2)))
    if (match !== undefined) return match
  }
  return 'en'
}

async function load(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, 'words')) return
  const [words, kit] = await SOURCES[language]()
  i18next.addResourceBundle(language, 'words', words.default)
  kits.set(language, kit.default)
}

/** Makes the words ready before anything is drawn. */
export async function startLanguage(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    ns: ['words'],
    defaultNS: 'words',
    resources: {},
    fallbackLng: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  await changeLanguage(language)
}

/** Switches without a reload: our words, the kit's, and what the browser is told to pronounce. */
export async function changeLanguage(language: Language): Promise<void> {
  await load(language)
  document.documentElement.lang = language
  await i18next.changeLanguage(language)
}

/** The kit's own words (pickers, tables) in a loaded language. */
export function kitLocale(language: string): Locale | undefined {
  return kits.get(language as Language)
}
