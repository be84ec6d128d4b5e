import { columnList, type ProofChallengeRow, proofChallengeTable, unnestInsert } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

const COLUMNS = columnList(proofChallengeTable, 'proof_challenge')

export async function insertProofChallenge(unit: Unit, challenge: ProofChallengeRow): Promise<void> {
  await unnestInsert(unit, proofChallengeTable, [challenge])
}

/** A challenge of the person, or the one that the scope names; whether it still counts is the caller's to say. */
export async function proofChallengeById(db: Scoped, id: string): Promise<ProofChallengeRow | null> {
  const [row] = await db.query<ProofChallengeRow>(`select ${COLUMNS} from proof_challenge where id = $1`, [id])
  return row ?? null
}

/** Uses a challenge up: false when it was, also by somebody at this very moment, or its time is over. */
export async function consumeProofChallenge(unit: Unit, id: string): Promise<boolean> {
  return (
    (await unit.execute(
      'update proof_challenge set used_at = $2 where id = $1 and used_at is null and expires_at > $2',
      [id, new Date(unit.clock.now())],
    )) === 1
  )
}
