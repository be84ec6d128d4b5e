import type { Heading } from './registration-columns.ts'

/** What files hold. */
export type Imported = 'organisations' | 'terminals'

/** What the API answers to a file. */
export interface ImportAnswer {
  readonly imported: boolean
  readonly rows: number
  readonly creates: number
  readonly updates: number
  readonly unchanged: number
  /** Rows with a problem at least. */
  readonly faultyRows: number
  readonly problemCount: number
  readonly problems: readonly {
    readonly line: number | null
    readonly column: string | null
    /** What stands in the cell. */
    readonly value: string | null
    readonly code: string
    readonly message: string
  }[]
  readonly ignoredColumns: readonly string[]
  /** The headings of the file, and which is read for which column. */
  readonly titles: readonly string[]
  readonly columns: readonly Heading[]
}

/** Why nothing of the file was read; null when its rows were. */
export function unreadable({ problems }: ImportAnswer): string | null {
  const [first] = problems
  return first !== undefined && first.line === null ? first.message : null
}

/** True when what is kept of headings speaks of one that the file does not have: it was made for another file. */
export function isForAnother(columns: readonly Heading[], { titles }: Pick<ImportAnswer, 'titles'>): boolean {
  return columns.some(({ title }) => !titles.includes(title))
}

/** Sends a file as it is; a dry run does all of it and keeps nothing. @throws when there is no answer to read */
export async function sendFile(
  { what, file, language, columns }: { what: Imported; file: Blob; language: string; columns: readonly Heading[] },
  isDryRun: boolean,
): Promise<ImportAnswer> {
  const asked = new URLSearchParams()
  if (isDryRun) asked.set('dryRun', '1')
  if (columns.length > 0) asked.set('columns', JSON.stringify(columns.map(({ field, title }) => ({ field, title }))))
  const response = await fetch(`/import/${what}?${asked}`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', 'accept-language': language },
    body: file,
  })
  if (!response.ok) throw new Error(`the import was answered with ${response.status}`)
  return (await response.json()) as ImportAnswer
}
