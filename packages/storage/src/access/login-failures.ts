import type { Instant } from '@budeng/kernel'
import type { Scoped, Unit } from '../unit.ts'

/** When logins failed lately: of an account, whether or not it exists, and from an address. */
export interface LoginFailureTimes {
  readonly account: readonly Instant[]
  readonly address: readonly Instant[]
}

/** The newest failures since a moment, at most `max` of each. The scope must name both, or they are not seen. */
export async function loadLoginFailures(
  db: Scoped,
  { email, address, since, max }: { email: string; address: string; since: Instant; max: number },
): Promise<LoginFailureTimes> {
  const rows = await db.query<{ kind: 'account' | 'address'; at: Instant }>(
    `(select 'account' as kind, at from login_failure where email = $1 and at > $3 order by at desc limit $4)
     union all
     (select 'address', at from login_failure where address = $2 and at > $3 order by at desc limit $4)`,
    [email, address, new Date(since), max],
  )
  const of = (kind: 'account' | 'address') => rows.filter((row) => row.kind === kind).map(({ at }) => at)
  return { account: of('account'), address: of('address') }
}

/**
 * Serialises logins of one account until the end of the transaction, so that a thousand attempts at once are counted
 * one by one.
 */
export async function lockLoginAccount(unit: Unit, email: string): Promise<void> {
  await unit.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`login:${email}`])
}

export async function insertLoginFailure(unit: Unit, email: string, address: string, at: Instant): Promise<void> {
  await unit.execute('insert into login_failure (email, address, at) values ($1, $2, $3)', [
    email,
    address,
    new Date(at),
  ])
}

/** After a right password: the account starts anew. */
export async function forgetLoginFailures(unit: Unit, email: string): Promise<void> {
  await unit.execute('delete from login_failure where email = $1', [email])
}
