import {
  type FaultRecord,
  FAULTS_BY_SIGHT,
  faultsBySight,
  isCopyOver,
  type FaultWord,
  type Seen,
  SEEN_BACK_MS,
  seenInBoot,
  severityOf,
  stepFault,
} from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { type FaultChange, faultsOf, saveFaults } from '../health/faults.ts'
import { lockTerminals, saveTerminals, scopeOf } from '../gateway/terminals.ts'
import type { Scoped, Unit } from '../unit.ts'

/** Events of one terminal that are looked at, the newest first: who has more of them is flapping anyway. */
const EVENTS_BACK = 60

/** Sets and clears what only the platform sees: a connection that comes and goes, restarts, an application that falls, a copy. */
export async function judgeSight(unit: Unit, terminalIds: readonly string[]): Promise<void> {
  if (terminalIds.length === 0) return
  const at = unit.clock.now()
  const seen = Map.groupBy(await seenOf(unit, terminalIds, at), ({ terminalId }) => terminalId)
  const known = await faultsOf(unit, terminalIds)
  const words = new Map(
    terminalIds.flatMap((id): [string, FaultWord[]][] => {
      const stands = new Set<string>(faultsBySight(seen.get(id) ?? [], at))
      const derived = new Set(
        (known.get(id) ?? []).filter(({ derivedAt }) => derivedAt !== null).map(({ code }) => code),
      )
      const word = (code: string, set: boolean): FaultWord => ({ code, set, source: 'DERIVED', at })
      const own = [
        ...[...stands].filter((code) => !derived.has(code)).map((code) => word(code, true)),
        ...(isCopyOver(seen.get(id) ?? []) && derived.has('SEC_CLONE_SUSPECT')
          ? [word('SEC_CLONE_SUSPECT', false)]
          : []),
        ...FAULTS_BY_SIGHT.filter((code) => derived.has(code) && !stands.has(code)).map((code) => word(code, false)),
      ]
      return own.length === 0 ? [] : [[id, own]]
    }),
  )
  if (words.size > 0) await sayFaults(unit, words)
}

/** Writes what the platform has to say of terminals' faults, with the events of what begins and ends. */
export async function sayFaults(unit: Unit, words: ReadonlyMap<string, readonly FaultWord[]>): Promise<void> {
  const ids = [...words.keys()]
  const rows = await lockTerminals(unit, ids)
  // again, now that nobody else writes them
  const known = await faultsOf(unit, ids)
  const changes: FaultChange[] = []
  const changed = [...rows.values()].flatMap((row) => {
    const faults = new Map((known.get(row.id) ?? []).map((fault): [string, FaultRecord] => [fault.code, fault]))
    for (const word of words.get(row.id) ?? []) {
      const { record, event } = stepFault(faults.get(word.code), word)
      if (record === undefined) continue
      if (record === null) faults.delete(word.code)
      else faults.set(word.code, record)
      changes.push({ terminalId: row.id, code: word.code, record })
      if (event === null) continue
      const data = { fault: word.code, severity: severityOf(word.code), source: 'DERIVED' }
      const type = event === 'SET' ? 'TerminalFaultSet' : 'TerminalFaultCleared'
      unit.append([{ type, subject: row.id, terminal: scopeOf(row), path: row.path, at: word.at, data }])
    }
    return [{ ...row, faults: [...faults.keys()].sort() }]
  })
  await saveFaults(unit, changes)
  if (changed.length > 0) await saveTerminals(unit, changed)
}

const TYPES: Readonly<Record<string, Seen['type']>> = {
  TerminalPresenceChanged: 'PRESENCE',
  TerminalCloneSuspected: 'CLONE',
  TerminalCloneOver: 'CLONE_OVER',
}

async function seenOf(
  db: Scoped,
  terminalIds: readonly string[],
  at: Instant,
): Promise<readonly (Seen & { readonly terminalId: string })[]> {
  const rows = await db.query<{ terminalId: string; type: string; at: Instant; reason: string | null }>(
    `select wanted.id as "terminalId", recent.type, recent.at, recent.data ->> 'reason' as reason
     from unnest($1::text[]) as wanted (id) cross join lateral (
       select type, at, data from event where event.terminal_id = wanted.id order by ordinal desc limit ${EVENTS_BACK}
     ) as recent where recent.at > $2 and recent.type = any($3::text[])`,
    [terminalIds, new Date(at - SEEN_BACK_MS), ['TerminalBooted', ...Object.keys(TYPES)]],
  )
  return rows.flatMap(({ terminalId, type, at: when, reason }) => {
    const seen = type === 'TerminalBooted' ? seenInBoot(reason) : [TYPES[type]].filter((one) => one !== undefined)
    return seen.map((one) => ({ terminalId, type: one, at: when }))
  })
}

/** Terminals of which such a fault stands: time alone clears it. */
export async function faultyBySight(db: Scoped, limit: number): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    'select distinct terminal_id as id from terminal_fault where code = any($1::text[]) and derived_at is not null order by 1 limit $2',
    [FAULTS_BY_SIGHT, limit],
  )
  return rows.map(({ id }) => id)
}
