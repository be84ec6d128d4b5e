import type { Instant, Millis } from '@budeng/kernel'
import type { ConformanceLevel, DeviceState, Presence, SignOnState, TerminalState } from '@budeng/fleet'
import type { DeviceView, HeartbeatRow, TerminalView } from '@budeng/storage'
import { Field, Int, ObjectType } from 'type-graphql'
import { connectionTypes } from '../graphql/connection.ts'
import { NodeObject } from '../graphql/node.type.ts'
import { DateTimeScalar, DurationScalar, JsonScalar } from '../graphql/scalars.ts'
import { ConformanceLevelEnum, DeviceStateEnum, PresenceEnum, SignOnStateEnum, TerminalStateEnum } from './enums.ts'

@ObjectType('Heartbeat', {
  simpleResolvers: true,
  description: 'The newest heartbeat: state as the terminal reports it, not history.',
})
export class HeartbeatObject implements Omit<HeartbeatRow, 'terminalId' | 'deviceId' | 'conn' | 'n'> {
  @Field(() => DateTimeScalar, { description: 'When it reached the platform.' })
  at: Instant

  @Field(() => SignOnStateEnum, { description: 'Sign-on by its own word.' })
  signOn: SignOnState

  @Field(() => String, { nullable: true, description: 'Batch number that the host gave at sign-on.' })
  batchNo: string | null

  @Field(() => Int, { nullable: true, description: 'Journal epoch.' })
  epoch: number | null

  @Field(() => Int, { nullable: true, description: 'Boot counter; application starts count too.' })
  boot: number | null

  @Field(() => Boolean, { description: 'True in the middle of a transaction: disruptive commands are put off.' })
  inTransaction: boolean

  @Field(() => Boolean, { description: 'True while another task runs.' })
  busy: boolean

  @Field(() => Boolean, { description: 'True while a reversal (冲正) waits to be sent.' })
  reversalPending: boolean

  @Field(() => JsonScalar, {
    description: 'Power, network, printer, readers, versions and so on, as the vendor reports them.',
  })
  health: object
}

@ObjectType('Device', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'The physical device: serial number, model, keys.',
})
export class DeviceObject
  extends NodeObject
  implements Omit<DeviceView, 'acquirerId' | 'path' | 'terminalId' | 'version'>
{
  @Field(() => String, { description: 'Serial number, unique within the acquirer.' })
  serial: string

  @Field(() => String, { description: 'Model as the vendor names it.' })
  model: string

  @Field(() => DeviceStateEnum, { description: 'Where it is in its life.' })
  state: DeviceState

  @Field(() => Int, { nullable: true, description: 'Boot counter as last reported.' })
  boot: number | null

  @Field(() => JsonScalar, { description: 'Versions of firmware, application and so on.' })
  versions: Readonly<Record<string, string>>

  @Field(() => [String], {
    nullable: true,
    description: 'Command types that it says it supports; null before its first hello.',
  })
  supports: string[] | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was enrolled.' })
  enrolledAt: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its keys were revoked; null while they hold.' })
  revokedAt: Instant | null

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Since when it is held, because two machines were alive under its identity: no command but LOCK, no sign-on; its records are taken. Null: it is not.',
  })
  heldAt: Instant | null

  @Field(() => Int, { description: 'Version of the key list that it reports.' })
  keyListVersion: number
}

@ObjectType('Terminal', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'A logical terminal (TID) with what is known of it now.',
})
export class TerminalObject
  extends NodeObject
  implements Omit<TerminalView, `${string}Id` | 'path' | 'acquirerCode' | 'openCommands'>
{
  @Field(() => String, { description: 'Terminal number (终端号), eight characters, unique within the acquirer.' })
  tid: string

  @Field(() => String, { description: 'Merchant number (商户号), fifteen characters.' })
  mid: string

  @Field(() => TerminalStateEnum, { description: 'Where it is in its life.' })
  state: TerminalState

  @Field(() => String, { description: 'Model, e.g. `A920`.' })
  model: string

  @Field(() => ConformanceLevelEnum, { description: 'What its software can do.' })
  level: ConformanceLevel

  @Field(() => PresenceEnum, { description: 'Whether it can be reached.' })
  presence: Presence

  @Field(() => DateTimeScalar, { description: 'Since when `presence` is what it is.' })
  presenceSince: Instant

  @Field(() => DurationScalar, {
    name: 'heartbeatInterval',
    simple: false,
    description: 'How often it is asked to send heartbeats.',
  })
  heartbeatIntervalMs: Millis

  @Field(() => SignOnStateEnum, { description: 'Sign-on as last proven or reported.' })
  signOn: SignOnState

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when `signOn` is what it is.' })
  signOnSince: Instant | null

  @Field(() => String, { nullable: true, description: "The host's response code at the last sign-on, e.g. `77`." })
  hostResponseCode: string | null

  @Field(() => String, { nullable: true, description: 'Batch number of the last sign-on.' })
  batchNo: string | null

  @Field(() => Boolean, { description: 'True while it is locked by a LOCK.' })
  locked: boolean

  @Field(() => [String], { description: 'Faults that are set, worst first, e.g. `HW_PRINTER_JAM`.' })
  faults: string[]

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the last backup succeeded.' })
  backupAt: Instant | null

  @Field(() => DateTimeScalar, { description: 'When its present state last changed.' })
  changedAt: Instant

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number
}

export const { Connection: TerminalConnection } = connectionTypes('Terminal', () => TerminalObject)
