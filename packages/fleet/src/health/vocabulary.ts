import type { Instant } from '@budeng/kernel'
import type { SignOnState } from '../terminal.ts'

/** Condition of a part of the machine. */
export const PART_STATES = ['OK', 'DEGRADED', 'FAILED'] as const
export type PartState = (typeof PART_STATES)[number]
export const PRINTER_STATES = ['OK', 'PAPER_LOW', 'NO_PAPER', 'JAM', 'FAILED'] as const
export type PrinterState = (typeof PRINTER_STATES)[number]
export const POWER_SOURCES = ['MAINS', 'BATTERY'] as const
export const NETWORK_TYPES = ['ETHERNET', 'WIFI', 'CELL_2G', 'CELL_3G', 'CELL_4G', 'CELL_5G', 'NONE'] as const
export const SIM_STATES = ['ACTIVE', 'INACTIVE', 'LOCKED', 'ABSENT'] as const

/** A terminal's own word of its condition. Parts that it does not have are left out; so is what it does not know. */
export interface Health {
  readonly power?: Partial3<{
    source: (typeof POWER_SOURCES)[number]
    batteryPercent: number
    charging: boolean
    temperatureC: number
  }>
  readonly network?: Partial3<{
    type: (typeof NETWORK_TYPES)[number]
    rsrpDbm: number
    operator: string
    cellId: string
    iccid: string
    sim: (typeof SIM_STATES)[number]
    roaming: boolean
    ip: string
    apn: string
    rttMs: number
    hostReachable: boolean
  }>
  readonly printer?: PrinterState | undefined
  readonly readers?: Partial3<{
    magnetic: PartState
    chip: PartState
    contactless: PartState
    readErrorPercent: number
  }>
  readonly display?: PartState | undefined
  readonly touch?: PartState | undefined
  readonly keypad?: PartState | undefined
  readonly security?: Partial3<{
    ped: PartState
    tampered: boolean
    rooted: boolean
    keysLoaded: boolean
    keyChecks: Readonly<Record<string, string>>
    keysExpireAt: Instant
    certificateExpiresAt: Instant
  }>
  readonly versions?: Partial3<{ kernel: string; parameters: string; keyTable: string }>
  readonly resources?: Partial3<{ cpuPercent: number; memoryFreePercent: number; storageFreePercent: number }>
  readonly business?: Partial3<{
    lastTransactionAt: Instant
    approvedHour: number
    declinedHour: number
    responseCodes: Readonly<Record<string, number>>
    unsettledCount: number
    batchOpenedAt: Instant
  }>
  readonly location?:
    | { readonly latitude: number; readonly longitude: number; readonly accuracyM?: number | undefined }
    | undefined
}

type Partial3<Group> = { readonly [Name in keyof Group]?: Group[Name] | undefined } | undefined

/** What one heartbeat says that faults are derived from. */
export interface Reading {
  readonly health: Health
  readonly signOn: SignOnState
  readonly reversalPending: boolean
  /** What the terminal's clock is ahead of ours; null when it was not told. */
  readonly clockSkewMs: number | null
  /** Sales that wait to be forwarded; null when it was not told. */
  readonly forwards: number | null
}
