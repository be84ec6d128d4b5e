import type { ActorKind, EventFilter } from '../api/generated/graphql.ts'
import type { SearchText } from '../paths.ts'
import { momentOf, textOf, wordsOf } from '../ui/url-words.ts'

/** Reads the record's filter from the URL; what is not understood is left out. */
export function readEventFilter(search: SearchText): EventFilter {
  const types = (search['type'] ?? '').split(',').filter((type) => /^[A-Za-z]+$/.test(type))
  return {
    types: types.length === 0 ? undefined : types,
    terminalId: idOf(search['terminal'], 'trm_'),
    subject: textOf(search['subject']),
    actorId: idOf(search['actor'], 'usr_'),
    behalfOf: idOf(search['behalf'], 'usr_'),
    address: textOf(search['address']),
    actorKinds: wordsOf(search['kind'], KINDS),
    since: momentOf(search['since']),
    until: momentOf(search['until']),
  }
}

function idOf(text: string | undefined, prefix: string): string | undefined {
  return text?.startsWith(prefix) === true ? text : undefined
}

const KINDS: readonly ActorKind[] = ['PERSON', 'SERVICE', 'PLATFORM', 'TERMINAL']

/** The record under this filter as a file; the session's cookie goes along. */
export function exportAddress(filter: EventFilter, format: 'csv' | 'jsonl'): string {
  const text = JSON.stringify(filter)
  return `/audit/events.${format}${text === '{}' ? '' : `?filter=${encodeURIComponent(text)}`}`
}
