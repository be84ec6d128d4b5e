import type { Instant } from '@budeng/kernel'
import {
  columnList,
  type PasskeyRow,
  passkeyTable,
  recoveryCodeTable,
  type TotpFactorRow,
  totpFactorTable,
  unnestInsert,
} from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

/** Second factors of one person; an authenticator that is still being set up is not among them. */
export interface FactorRows {
  readonly personId: string
  readonly totp: TotpFactorRow | null
  readonly passkeys: readonly PasskeyRow[]
  readonly recoveryCodesLeft: number
}

const TOTP = columnList(totpFactorTable, 'totp_factor')
const PASSKEY = columnList(passkeyTable, 'passkey')

/** Second factors by person, as far as the people are in scope; one answer for each id. */
export async function factorsOfPeople(db: Scoped, personIds: readonly string[]): Promise<FactorRows[]> {
  const totps = await db.query<TotpFactorRow>(
    `select ${TOTP} from totp_factor where person_id = any($1) and confirmed_at is not null`,
    [personIds],
  )
  const passkeys = await db.query<PasskeyRow>(
    `select ${PASSKEY} from passkey where person_id = any($1) order by created_at, id`,
    [personIds],
  )
  const codes = await db.query<{ personId: string; count: number }>(
    `select person_id as "personId", count(*) as count from recovery_code
     where person_id = any($1) and used_at is null group by person_id`,
    [personIds],
  )
  return personIds.map((personId) => ({
    personId,
    totp: totps.find((row) => row.personId === personId) ?? null,
    passkeys: passkeys.filter((row) => row.personId === personId),
    recoveryCodesLeft: codes.find((row) => row.personId === personId)?.count ?? 0,
  }))
}

/** Whether a person has any second factor set up. */
export async function holdsFactor(db: Scoped, personId: string): Promise<boolean> {
  const [row] = await db.query<{ holds: boolean }>(
    `select exists (select from totp_factor where person_id = $1 and confirmed_at is not null)
       or exists (select from passkey where person_id = $1) as holds`,
    [personId],
  )
  return row?.holds ?? false
}

/** Begins to set an authenticator up; an earlier beginning is forgotten. */
export async function startTotp(unit: Unit, factor: Omit<TotpFactorRow, 'lastStep' | 'confirmedAt'>): Promise<void> {
  await unit.execute('delete from totp_factor where person_id = $1 and confirmed_at is null', [factor.personId])
  await unnestInsert(unit, totpFactorTable, [{ ...factor, lastStep: 0, confirmedAt: null }])
}

/** The authenticator that is being set up, under lock. */
export async function lockPendingTotp(unit: Unit, personId: string): Promise<TotpFactorRow | null> {
  const [row] = await unit.query<TotpFactorRow>(
    `select ${TOTP} from totp_factor where person_id = $1 and confirmed_at is null for update`,
    [personId],
  )
  return row ?? null
}

/** From here on its codes count; the one that stood before is gone. */
export async function confirmTotp(unit: Unit, factor: TotpFactorRow, step: number, at: Instant): Promise<void> {
  await unit.execute('delete from totp_factor where person_id = $1 and id <> $2', [factor.personId, factor.id])
  await unit.execute('update totp_factor set confirmed_at = $2, last_step = $3 where id = $1', [
    factor.id,
    new Date(at),
    step,
  ])
}

/** Accepts a step once: false when it, or a later one, was accepted before, also by somebody at this very moment. */
export async function consumeTotpStep(unit: Unit, factorId: string, step: number): Promise<boolean> {
  return (
    (await unit.execute('update totp_factor set last_step = $2 where id = $1 and last_step < $2', [factorId, step])) ===
    1
  )
}

/** False when there was none. */
export async function deleteTotp(unit: Unit, personId: string): Promise<boolean> {
  return (await unit.execute('delete from totp_factor where person_id = $1', [personId])) > 0
}

export async function insertPasskey(unit: Unit, passkey: PasskeyRow): Promise<void> {
  await unnestInsert(unit, passkeyTable, [passkey])
}

/**
 * Notes a use. False when the passkey is gone, or its counter did not rise: then it was copied. Passkeys that sync count
 * nothing and always say 0.
 */
export async function usePasskey(unit: Unit, passkeyId: string, counter: number, at: Instant): Promise<boolean> {
  return (
    (await unit.execute(
      'update passkey set counter = $2, used_at = $3 where id = $1 and (counter < $2 or (counter = 0 and $2 = 0))',
      [passkeyId, counter, new Date(at)],
    )) === 1
  )
}

export async function renamePasskey(unit: Unit, personId: string, passkeyId: string, name: string): Promise<boolean> {
  return (
    (await unit.execute('update passkey set name = $3 where id = $2 and person_id = $1', [
      personId,
      passkeyId,
      name,
    ])) === 1
  )
}

/** Removes one passkey of a person, or all; answers how many went. */
export async function deletePasskeys(unit: Unit, personId: string, passkeyId: string | null): Promise<number> {
  return await unit.execute('delete from passkey where person_id = $1 and ($2::text is null or id = $2)', [
    personId,
    passkeyId,
  ])
}

/** New recovery codes, by their SHA-256; those of before are void. None: only voids. */
export async function replaceRecoveryCodes(unit: Unit, personId: string, hashes: readonly Buffer[]): Promise<void> {
  await unit.execute('delete from recovery_code where person_id = $1', [personId])
  const createdAt = unit.clock.now()
  await unnestInsert(
    unit,
    recoveryCodeTable,
    hashes.map((hash) => ({ personId, hash, createdAt, usedAt: null })),
  )
}

/** Whether a recovery code is one that still counts. */
export async function hasRecoveryCode(db: Scoped, personId: string, hash: Buffer): Promise<boolean> {
  const rows = await db.query('select 1 from recovery_code where person_id = $1 and hash = $2 and used_at is null', [
    personId,
    hash,
  ])
  return rows.length === 1
}

/** Accepts a recovery code once. */
export async function consumeRecoveryCode(unit: Unit, personId: string, hash: Buffer): Promise<boolean> {
  return (
    (await unit.execute(
      'update recovery_code set used_at = $3 where person_id = $1 and hash = $2 and used_at is null',
      [personId, hash, new Date(unit.clock.now())],
    )) === 1
  )
}
