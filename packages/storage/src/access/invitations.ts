import type { Instant } from '@budeng/kernel'
import { columnList, type InvitationRow, invitationTable, unnestInsert } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

const COLUMNS = columnList(invitationTable, 'invitation')

export async function insertInvitation(unit: Unit, invitation: InvitationRow): Promise<void> {
  await unnestInsert(unit, invitationTable, [invitation])
}

/** The invitation whose token has this SHA-256, when the scope names it. */
export async function invitationByToken(db: Scoped, tokenHash: Buffer): Promise<InvitationRow | null> {
  const [row] = await db.query<InvitationRow>(`select ${COLUMNS} from invitation where token_hash = $1`, [tokenHash])
  return row ?? null
}

export async function invitationsByIds(db: Scoped, ids: readonly string[]): Promise<InvitationRow[]> {
  return await db.query<InvitationRow>(`select ${COLUMNS} from invitation where id = any($1)`, [ids])
}

/** Open ones of that subtree, newest first. */
export async function openInvitations(db: Scoped, path: string, at: Instant, limit: number): Promise<InvitationRow[]> {
  return await db.query<InvitationRow>(
    `select ${COLUMNS} from invitation
     where path <@ $1::ltree and accepted_at is null and revoked_at is null and expires_at > $2
     order by created_at desc, id limit $3`,
    [path, new Date(at), limit],
  )
}

/** Open ones of an address in scope, newest first: what a login at an identity provider may accept. */
export async function openInvitationsOf(db: Scoped, email: string, at: Instant): Promise<InvitationRow[]> {
  return await db.query<InvitationRow>(
    `select ${COLUMNS} from invitation
     where email = $1 and accepted_at is null and revoked_at is null and expires_at > $2
     order by created_at desc, id`,
    [email, new Date(at)],
  )
}

/** Uses a link up: false when it was, also by somebody at this very moment, or withdrawn, or its time is over. */
export async function consumeInvitation(unit: Unit, id: string, personId: string): Promise<boolean> {
  return (
    (await unit.execute(
      `update invitation set accepted_at = $2, person_id = $3
       where id = $1 and accepted_at is null and revoked_at is null and expires_at > $2`,
      [id, new Date(unit.clock.now()), personId],
    )) === 1
  )
}

/** False when there is nothing to withdraw any more. */
export async function revokeInvitation(unit: Unit, id: string): Promise<boolean> {
  return (
    (await unit.execute(
      'update invitation set revoked_at = $2 where id = $1 and accepted_at is null and revoked_at is null',
      [id, new Date(unit.clock.now())],
    )) === 1
  )
}
