import type { Pool } from 'pg'

/** The steps of a re-login, in the order in which they are usually reached. */
export const STEPS = [
  'backed up',
  'sent',
  'acknowledged',
  'host sign-on',
  'platform sign-on',
  'signed on',
  'echo',
  'succeeded',
] as const
type Step = (typeof STEPS)[number]

export interface ReloginSteps {
  /** From the HTTP request to the subscription's last word. */
  readonly tookMs: number
  /** When each step was reached, in milliseconds after the request was committed. */
  readonly steps: Readonly<Partial<Record<Step, number>>>
}

interface Timeline {
  readonly requested: Date
  readonly backedUp: Date | null
  readonly published: Date | null
  readonly acknowledged: Date | null
  readonly finished: Date | null
  readonly evidence: readonly { readonly kind: string; readonly at: number }[]
}

/** Reads the timeline of a re-login that is over. */
export async function stepsOf(pool: Pool, commandId: string, tookMs: number): Promise<ReloginSteps> {
  const { rows } = await pool.query<Timeline>(
    `select c.requested_at as requested, c.published_at as published, c.acknowledged_at as acknowledged, c.finished_at as finished,
       c.evidence, (select max(finished_at) from command where caused_by = c.id and type = 'BACKUP') as "backedUp"
     from command c where c.id = $1`,
    [commandId],
  )
  const [timeline] = rows
  if (timeline === undefined) throw new Error(`${commandId} is gone`)
  const { requested, backedUp, published, acknowledged, finished, evidence } = timeline
  const proven = (kind: string) => evidence.find((piece) => piece.kind === kind)?.at ?? null
  const at: Record<Step, Date | number | null> = {
    'backed up': backedUp,
    sent: published,
    acknowledged,
    'host sign-on': proven('HOST_SIGN_ON'),
    'platform sign-on': proven('PLATFORM_SIGN_ON'),
    'signed on': proven('HEARTBEAT_SIGNED_ON'),
    echo: proven('HOST_ECHO'),
    succeeded: finished,
  }
  const steps = Object.fromEntries(
    Object.entries(at).flatMap(([step, moment]) =>
      moment === null ? [] : [[step, Number(moment) - requested.getTime()]],
    ),
  )
  return { tookMs, steps }
}
