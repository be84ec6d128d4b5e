import type { FileLineState } from '../../api/generated/graphql.ts'

/** What the lines of a file came to, and which lines a figure leads to; null: none of the file's own. */
export const COUNTS = [
  { key: 'matched', lines: 'MATCHED' },
  { key: 'missingHere', lines: 'MISSING_HERE' },
  { key: 'missingThere', lines: null },
  { key: 'contradicting', lines: 'CONTRADICTING' },
  { key: 'repeated', lines: 'REPEATED' },
  { key: 'unknownTerminals', lines: 'IGNORED' },
  { key: 'bad', lines: 'BAD' },
] as const satisfies readonly { readonly key: string; readonly lines: FileLineState | null }[]

/** States by which lines can be asked for, in the order of the figures. */
export const LINE_STATES: readonly FileLineState[] = [
  'MATCHED',
  'MISSING_HERE',
  'CONTRADICTING',
  'REPEATED',
  'IGNORED',
  'BAD',
]
