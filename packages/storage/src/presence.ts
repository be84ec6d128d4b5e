import type { PresenceChallenge } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import {
  columnList,
  type PresenceChallengeRow,
  presenceChallengeTable,
  unnestInsert,
  unnestUpdate,
} from './rows/index.ts'
import type { Scoped, Unit } from './unit.ts'

const COLUMNS = columnList(presenceChallengeTable, 'presence_challenge')

/** Challenges by the PRESENCE_SHOW that shows them, as far as they are in scope. */
export async function challengesByIds(db: Scoped, commandIds: readonly string[]): Promise<PresenceChallengeRow[]> {
  return await db.query<PresenceChallengeRow>(`select ${COLUMNS} from presence_challenge where command_id = any($1)`, [
    commandIds,
  ])
}

/** Under lock, so that answers at the same time are counted one by one and a grant is spent once. */
export async function lockChallenge(unit: Unit, commandId: string): Promise<PresenceChallengeRow | null> {
  const [row] = await unit.query<PresenceChallengeRow>(
    `select ${COLUMNS} from presence_challenge where command_id = $1 for no key update`,
    [commandId],
  )
  return row ?? null
}

export async function insertChallenge(unit: Unit, challenge: PresenceChallengeRow): Promise<void> {
  await unnestInsert(unit, presenceChallengeTable, [challenge])
}

export async function saveChallenge(unit: Unit, challenge: PresenceChallenge): Promise<void> {
  await unnestUpdate(
    unit,
    presenceChallengeTable,
    [challenge],
    ['state', 'wrongCount', 'grantedAt', 'expiresAt', 'usedAt', 'version'],
  )
}

/** Until when a person is locked out of presence checks on a terminal, or null. */
export async function presenceLockedUntil(db: Scoped, personId: string, terminalId: string): Promise<Instant | null> {
  const [row] = await db.query<{ until: Instant }>(
    'select until from presence_lock where person_id = $1 and terminal_id = $2',
    [personId, terminalId],
  )
  return row?.until ?? null
}

export async function lockPresence(unit: Unit, personId: string, terminalId: string, until: Instant): Promise<void> {
  await unit.execute(
    `insert into presence_lock (person_id, terminal_id, until) values ($1, $2, $3)
     on conflict (person_id, terminal_id) do update set until = excluded.until`,
    [personId, terminalId, new Date(until)],
  )
}

/** The sealed {digits, words} of the device that shows a challenge, or null when its keys were revoked. */
export async function sealedPresenceSecret(
  db: Scoped,
  commandId: string,
): Promise<{ readonly deviceId: string; readonly sealed: Buffer } | null> {
  const [row] = await db.query<{ deviceId: string; sealed: Buffer }>(
    `select secret.device_id as "deviceId", secret.sealed
     from command
     join device on device.terminal_id = command.terminal_id and device.state = 'ASSIGNED' and device.revoked_at is null
       and (command.device_id is null or command.device_id = device.id)
     join device_presence_secret secret on secret.device_id = device.id
     where command.id = $1`,
    [commandId],
  )
  return row ?? null
}
