import type { ApprovalCardFragment } from '../api/generated/graphql.ts'
import { paths, type Place } from '../paths.ts'

/** Where more is told of what waits; of a change and of a review the record tells. */
export function placeOfSubject({ id, kind, subject }: Pick<ApprovalCardFragment, 'id' | 'kind' | 'subject'>): Place {
  if (kind === 'BULK') return paths.bulkAction(id)
  if (kind === 'COMMAND') return paths.command(id)
  return paths.events({ subject: subject.__typename === 'BreakGlass' ? subject.subject : id })
}
