import {
  caseEvidenceTable,
  type EvidenceRow,
  evidenceTable,
  columnList,
  insertSelect,
  type CorrectionRow,
} from '../rows/index.ts'
import type { Scoped, TerminalScope, Unit } from '../unit.ts'
import { correctionOf, scopeOfRow } from './stored.ts'

const COLUMNS = columnList(evidenceTable, 'e')

/** An attachment whose bytes are kept, and of what it is. */
export interface NewEvidence extends Pick<EvidenceRow, 'sha256' | 'name' | 'type' | 'bytes' | 'createdBy'> {
  readonly place: TerminalScope
  /** The case that it was shown in, if any. */
  readonly caseId: string | null
}

/** Keeps an attachment for a terminal, once by its content; answers whether it is new there. */
export async function keepEvidence(unit: Unit, { place, caseId, ...evidence }: NewEvidence): Promise<boolean> {
  const at = unit.clock.now()
  const scope = scopeOfRow(place)
  const { sql, params } = insertSelect(evidenceTable, [{ ...scope, ...evidence, createdAt: at }])
  const made = await unit.query<{ name: string }>(`${sql} on conflict do nothing returning name`, params)
  const { sha256, name, type, bytes, createdBy } = evidence
  const hash = sha256.toString('hex')
  if (made.length > 0)
    unit.append([
      {
        ...{ type: 'EvidenceKept', subject: scope.terminalId, terminal: scope, path: scope.path, at },
        data: { sha256: hash, name, type, bytes, caseId },
      },
    ])
  if (caseId !== null) {
    const { terminalId, path } = scope
    const shown = { caseId, terminalId, sha256, path, addedBy: createdBy, addedAt: at }
    const link = insertSelect(caseEvidenceTable, [shown])
    await unit.execute(`${link.sql} on conflict do nothing`, link.params)
  }
  return made.length > 0
}

/** One attachment of a terminal; null when it is not in scope. */
export async function evidenceBy(db: Scoped, terminalId: string, sha256: Buffer): Promise<EvidenceRow | null> {
  const [row] = await db.query<EvidenceRow>(
    `select ${COLUMNS} from evidence e where e.terminal_id = $1 and e.sha256 = $2`,
    [terminalId, sha256],
  )
  return row ?? null
}

/** Attachments by the terminals at which they were shown and their hashes, as far as they are in scope. */
export async function evidenceByKeys(
  db: Scoped,
  keys: readonly { readonly terminalId: string; readonly hash: string }[],
): Promise<EvidenceRow[]> {
  return await db.query<EvidenceRow>(
    `select ${COLUMNS} from unnest($1::text[], $2::text[]) as n (terminal_id, hash)
     join evidence e on e.terminal_id = n.terminal_id and e.sha256 = decode(n.hash, 'hex')`,
    [keys.map(({ terminalId }) => terminalId), keys.map(({ hash }) => hash)],
  )
}

/** Attachments of a terminal, the newest first. */
export async function evidenceOfTerminal(db: Scoped, terminalId: string, limit: number): Promise<EvidenceRow[]> {
  return await db.query<EvidenceRow>(
    `select ${COLUMNS} from evidence e where e.terminal_id = $1 order by e.created_at desc, e.sha256 limit $2`,
    [terminalId, limit],
  )
}

/** Attachments that were shown in cases, the oldest first. */
export async function evidenceOfCases(
  db: Scoped,
  caseIds: readonly string[],
): Promise<(EvidenceRow & { readonly caseId: string })[]> {
  return await db.query<EvidenceRow & { caseId: string }>(
    `select ${COLUMNS}, l.case_id as "caseId" from case_evidence l join evidence e on e.terminal_id = l.terminal_id and e.sha256 = l.sha256
     where l.case_id = any($1::text[]) order by l.case_id, l.added_at, e.sha256`,
    [caseIds],
  )
}

/** Attachments that corrections name as their evidence. */
export async function evidenceOfCorrections(
  db: Scoped,
  rows: readonly CorrectionRow[],
): Promise<(EvidenceRow & { readonly correctionId: string })[]> {
  const named = rows.flatMap((row) =>
    correctionOf(row)
      .evidence.filter(({ source, id }) => source === 'DOCUMENT' && /^[0-9a-f]{64}$/.test(id))
      .map(({ id }) => ({ correctionId: row.id, terminalId: row.terminalId, hash: Buffer.from(id, 'hex') })),
  )
  if (named.length === 0) return []
  return await db.query<EvidenceRow & { correctionId: string }>(
    `select ${COLUMNS}, n.correction_id as "correctionId" from unnest($1::text[], $2::text[], $3::bytea[]) with ordinality as n (correction_id, terminal_id, sha256, place)
     join evidence e on e.terminal_id = n.terminal_id and e.sha256 = n.sha256 order by n.place`,
    [
      named.map(({ correctionId }) => correctionId),
      named.map(({ terminalId }) => terminalId),
      named.map(({ hash }) => hash),
    ],
  )
}
