import type { DeviceState } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { type SignOnNonceRow, signOnNonceTable } from '../rows/link.ts'
import { unnestInsert } from '../rows/unnest.ts'
import type { Unit } from '../unit.ts'

/** One open nonce a device; a new one replaces it. */
export async function saveNonces(unit: Unit, nonces: readonly SignOnNonceRow[]): Promise<void> {
  await unnestInsert(
    unit,
    signOnNonceTable,
    nonces.toSorted((a, b) => (a.deviceId < b.deviceId ? -1 : 1)),
    {
      onConflict:
        'on conflict (device_id) do update set nonce = excluded.nonce, conn = excluded.conn, expires_at = excluded.expires_at',
    },
  )
}

/** Takes the nonces of devices away: each may be used once, whatever comes of it. */
export async function takeNonces(
  unit: Unit,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, SignOnNonceRow>> {
  const rows = await unit.query<SignOnNonceRow>(
    `delete from sign_on_nonce where device_id = any($1::text[])
     returning device_id as "deviceId", nonce, conn, expires_at as "expiresAt"`,
    [deviceIds],
  )
  return new Map(rows.map((row) => [row.deviceId, row]))
}

/** What a proof is judged by besides the terminal's own row. */
export interface Prover {
  readonly deviceId: string
  readonly state: DeviceState
  readonly revokedAt: Instant | null
  readonly publicKey: string
}

export async function loadProvers(unit: Unit, deviceIds: readonly string[]): Promise<ReadonlyMap<string, Prover>> {
  const rows = await unit.query<Prover>(
    `select id as "deviceId", state, revoked_at as "revokedAt", public_key as "publicKey" from device
     where id = any($1::text[]) and public_key is not null`,
    [deviceIds],
  )
  return new Map(rows.map((row) => [row.deviceId, row]))
}
