import type { Instant } from '@budeng/kernel'
import { type CorrectionFilter, type InboxOf, listCorrections } from '@budeng/storage'
import { z } from 'zod'
import { levelWith } from '../access/find-organisation.ts'
import { listHash } from '../graphql/cursor.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { type Place, pageSize } from '../graphql/paging.ts'
import { listOrNull, orNull, parsedInput } from '../graphql/parsed-input.ts'
import { type BoundedConnection, boundedConnectionOf, momentKeyOf } from '../transactions/bounded-connection.ts'
import type { CorrectionsArgs } from './correction-input.ts'
import { type CorrectionView, correctionView } from './correction-view.ts'
import { CorrectionKindEnum, CorrectionStateEnum } from './enums.ts'

const Filter = z.object({
  organisationId: z.string().nullish(),
  states: listOrNull(z.enum(CorrectionStateEnum)),
  kinds: listOrNull(z.enum(CorrectionKindEnum)),
  tier: orNull(z.number().int().min(1).max(3)),
  mine: orNull(z.boolean()),
  toCheck: orNull(z.boolean()),
  merchantId: orNull(z.string()),
  terminalId: orNull(z.string()),
  since: orNull(z.number()),
  until: orNull(z.number()),
})

const NOTHING = { rows: [], examinedThrough: null } as const
/** Something that a list is narrowed to besides its filter. */
export type Within = Partial<Pick<CorrectionFilter, 'transactionId' | 'caseId' | 'terminalId'>>

/** One page of corrections that the viewer may see. */
export async function correctionPage(
  operation: Operation,
  args: CorrectionsArgs,
  place: Place,
  within: Within = {},
): Promise<BoundedConnection<CorrectionView>> {
  const first = pageSize(args.first, place)
  const { organisationId, mine, toCheck, merchantId, terminalId, ...same } = parsedInput(Filter, args.filter ?? {}, [
    'filter',
  ])
  const isOldestFirst = args.orderBy !== 'NEWEST'
  const hash = listHash({ ...args.filter, organisationId: organisationId ?? null, isOldestFirst, ...within })
  const after = momentKeyOf(args.after, hash)
  const { authority, viewer, reader } = operation
  const level = await levelWith(operation, 'correction:read', organisationId)
  const isNone = toCheck === true && !authority.permits.has('correction:approve')
  const named = { merchantId: namedId('node', merchantId), terminalId: namedId('terminal', terminalId) }
  const filter: CorrectionFilter = {
    ...same,
    makerId: mine === true ? viewer.person.id : null,
    inboxOf: toCheck === true ? inboxOf(operation) : null,
    ...{ transactionId: null, caseId: null, ...named, ...within },
  }
  const page =
    level === null || isNone || Object.values(named).includes('')
      ? NOTHING
      : await operation.read((db) => listCorrections(db, { level, filter, isOldestFirst, after, limit: first + 1 }))
  const { edges, nodes, ...rest } = boundedConnectionOf(page, { first, after: args.after, hash }, momentOf)
  const views = nodes.map((row) => correctionView(row, reader))
  return {
    ...rest,
    nodes: views,
    edges: edges.map(({ cursor }, index) => ({ cursor, node: views[index] as CorrectionView })),
  }
}

const momentOf = ({ draftedAt }: { readonly draftedAt: Instant }) => draftedAt

/** Empty: named, and no id of that kind. */
function namedId(kind: 'node' | 'terminal', id: string | null): string | null {
  return id === null ? null : (idOf(kind, id) ?? '')
}

/** The viewer as a second person, as far as rows can tell. */
export function inboxOf({ viewer, authority, now }: Operation): InboxOf {
  const { person } = viewer
  const ids = [person.id, authority.humanId ?? person.id, ...authority.standsFor]
  return { ids: [...new Set(ids)], organisationId: person.nodeId, now }
}
