import type { ConformanceLevel } from '@budeng/fleet'
import type { Unit } from '../unit.ts'
import { INTERVAL_NOW } from '../watch/windows.ts'

/** What a device says of itself when it connects. */
export interface DeviceHello {
  readonly deviceId: string
  readonly terminalId: string
  readonly boot: number
  readonly level: ConformanceLevel
  readonly keyListVersion: number
  /** Highest command sequence number that the device has seen. */
  readonly highestSeq: number
  readonly versions: Readonly<Record<string, string>>
  readonly supports: readonly string[]
}

/** What the answer to it needs. */
export interface HelloFacts {
  readonly deviceId: string
  readonly commandSeq: number
  readonly epoch: number
  readonly heartbeatIntervalMs: number
  readonly faults: readonly string[]
  /** Of these, what was derived from what it says of itself. */
  readonly derivedFaults: readonly string[]
  /** What it has in common with others, as it is known. */
  readonly trait: string
  /** The parameters that it said it holds, where something is wished for it. */
  readonly parameters: string | null
  /** First word of this device since its enrolment. */
  readonly first: boolean
}

/**
 * Stores what devices say of themselves. The command sequence never falls behind what a device has seen: a platform
 * that was restored from a backup goes on above it.
 */
export async function recordHellos(
  unit: Unit,
  hellos: readonly DeviceHello[],
): Promise<ReadonlyMap<string, HelloFacts>> {
  const sorted = hellos.toSorted((a, b) => (a.deviceId < b.deviceId ? -1 : 1))
  const deviceIds = sorted.map(({ deviceId }) => deviceId)
  const before = await unit.query<{ id: string; first: boolean }>(
    `select id, boot is null as first from device where id = any($1::text[]) order by id for no key update`,
    [deviceIds],
  )
  const facts = await unit.query<Omit<HelloFacts, 'first'>>(
    `update device d set boot = n.boot, key_list_version = n.key_list_version, versions = n.versions,
       supports = array(select jsonb_array_elements_text(n.supports)), command_seq = greatest(d.command_seq, n.highest_seq)
     from unnest($1::text[], $2::int[], $3::int[], $4::jsonb[], $5::jsonb[], $6::bigint[]) as n (id, boot, key_list_version, versions, supports, highest_seq),
          terminal t
     where d.id = n.id and t.id = d.terminal_id
     returning d.id as "deviceId", d.command_seq as "commandSeq", t.journal_epoch as epoch, ${INTERVAL_NOW} as "heartbeatIntervalMs", t.faults,
       array(select fault.code from terminal_fault fault where fault.terminal_id = t.id and fault.derived_at is not null) as "derivedFaults",
       coalesce((select concat_ws('|', coalesce(trait.operator, ''), coalesce(trait.cell, ''), coalesce(trait.app, ''), coalesce(trait.iccid, ''))
         from terminal_trait trait where trait.terminal_id = t.id), '') as trait,
       (select p.reported from terminal_parameters p where p.terminal_id = t.id) as parameters`,
    [
      deviceIds,
      sorted.map(({ boot }) => boot),
      sorted.map(({ keyListVersion }) => keyListVersion),
      sorted.map(({ versions }) => JSON.stringify(versions)),
      sorted.map(({ supports }) => JSON.stringify(supports)),
      sorted.map(({ highestSeq }) => highestSeq),
    ],
  )
  await unit.execute(
    `update terminal t set level = n.level, model = n.model
     from unnest($1::text[], $2::text[], $3::text[]) as n (id, level, model)
     where t.id = n.id and (t.level, t.model) is distinct from (n.level, n.model)`,
    [
      sorted.map(({ terminalId }) => terminalId),
      sorted.map(({ level }) => level),
      sorted.map(({ versions }) => versions['model'] ?? ''),
    ],
  )
  const firsts = new Set(before.filter(({ first }) => first).map(({ id }) => id))
  if (firsts.size > 0) await forgetEnrolmentAnswers(unit, [...firsts])
  return new Map(facts.map((row) => [row.deviceId, { ...row, first: firsts.has(row.deviceId) }]))
}

/** An enrolment's answer is kept only until its device has logged in. */
async function forgetEnrolmentAnswers(unit: Unit, deviceIds: readonly string[]): Promise<void> {
  await unit.execute(
    `update enrolment e set answer = null from device d
     where d.id = any($1::text[]) and e.serial = d.serial and e.device_id = d.id`,
    [deviceIds],
  )
}

/** Boot counters that devices reported; they only rise. */
export async function raiseBoots(
  unit: Unit,
  boots: readonly { readonly deviceId: string; readonly boot: number }[],
): Promise<void> {
  await unit.execute(
    `with newest as (select id, max(boot) as boot from unnest($1::text[], $2::int[]) as n (id, boot) group by id)
     update device d set boot = newest.boot from newest where d.id = newest.id and d.boot < newest.boot`,
    [boots.map(({ deviceId }) => deviceId), boots.map(({ boot }) => boot)],
  )
}
