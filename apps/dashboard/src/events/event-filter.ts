import type { EventFilter } from '../api/generated/graphql.ts'
import type { SearchText } from '../paths.ts'

/** Reads the record's filter from the URL; what is not understood is left out. */
export function readEventFilter(search: SearchText): EventFilter {
  const types = (search['type'] ?? '').split(',').filter((type) => /^[A-Za-z]+$/.test(type))
  return {
    types: types.length === 0 ? undefined : types,
    terminalId: idOf(search['terminal'], 'trm_'),
    subject: search['subject'] === '' ? undefined : search['subject'],
    since: momentOf(search['since']),
    until: momentOf(search['until']),
  }
}

function idOf(text: string | undefined, prefix: string): string | undefined {
  return text?.startsWith(prefix) === true ? text : undefined
}

/** A moment with its offset, as the API wants it: in UTC. */
function momentOf(text: string | undefined): string | undefined {
  if (text === undefined || Number.isNaN(Date.parse(text))) return undefined
  return new Date(text).toISOString()
}
