import type { Scoped, Unit } from '../unit.ts'

/** An account, and the human whose it is now. */
export interface HumanOf {
  readonly accountId: string
  readonly humanId: string
}

/** The humans behind accounts as known now, in scope or not; what was a human's id before a join is found as well. */
export async function humansOf(db: Scoped, accountIds: readonly string[]): Promise<readonly HumanOf[]> {
  if (accountIds.length === 0) return []
  return await db.query<HumanOf>('select account_id as "accountId", human as "humanId" from humans_of($1)', [
    accountIds,
  ])
}

/** All accounts of either's human are one human's from now on; false: they are already, or one is not to be seen. */
export async function joinHumans(unit: Unit, accountId: string, otherId: string): Promise<boolean> {
  const [answer] = await unit.query<{ joined: boolean }>('select join_humans($1, $2) as joined', [accountId, otherId])
  return answer?.joined === true
}
