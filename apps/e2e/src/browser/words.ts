import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../house.ts'

export type Language = 'zh-CN' | 'en'
export const LANGUAGES: readonly Language[] = ['zh-CN', 'en']

/** The dashboard's own words by their path, so that a journey reads the screen as a person of that language does. */
export function wordsOf(
  language: Language,
): (path: string, values?: Readonly<Record<string, string | number>>) => string {
  const tree = treeOf(language)
  return (path, values = {}) => {
    const found = path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], tree)
    if (typeof found !== 'string') throw new Error(`there is no word ${path} in ${language}`)
    return found.replaceAll(/\{\{(\w+)\}\}/g, (_whole, name: string) => String(values[name] ?? `{{${name}}}`))
  }
}

/** The keys of the settings' sections, as in their addresses: each has its word. */
export function settingsSections(): string[] {
  const { settings } = treeOf('en') as { readonly settings: object }
  return Object.keys(settings).filter((key) => key !== 'nav')
}

function treeOf(language: Language): unknown {
  return JSON.parse(readFileSync(join(ROOT, `apps/dashboard/src/language/${language}.json`), 'utf8'))
}
