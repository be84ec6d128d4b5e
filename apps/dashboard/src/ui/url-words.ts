/*
 * What stands under one name of the URL, read and written. What a screen does not understand narrows nothing, so that
 * an old link still opens.
 */

/** Text; an empty one is none. */
export function textOf(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}

/** Those of the known words that are listed, in the order of the known ones. */
export function wordsOf<Word extends string>(text: string | undefined, known: readonly Word[]): Word[] | undefined {
  const asked = text?.split(',') ?? []
  const found = known.filter((word) => asked.includes(word))
  return found.length === 0 ? undefined : found
}

/** Words as `wordsOf` reads them; none: the name is left out. */
export function listed(words: readonly string[]): string | undefined {
  return words.length === 0 ? undefined : words.join(',')
}

/** Yes and no. */
export function flagOf(text: string | undefined): boolean | undefined {
  if (text === '1') return true
  return text === '0' ? false : undefined
}

/** A moment with its offset, as the API wants it: in UTC. */
export function momentOf(text: string | undefined): string | undefined {
  return text === undefined || Number.isNaN(Date.parse(text)) ? undefined : new Date(text).toISOString()
}

/** A filter whose members are only those that narrow: two that ask the same are the same text. */
export function withoutUndefined<T extends object>(filter: T): T {
  return Object.fromEntries(Object.entries(filter).filter(([, one]) => one !== undefined)) as T
}
