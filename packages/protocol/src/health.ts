import { z } from 'zod'
import { instant, text, u32 } from './fields.ts'
import { HEALTH_NAMES_MAX } from './limits.ts'

const percent = z.int().min(0).max(100)
const partState = z.enum(['OK', 'DEGRADED', 'FAILED'])
const count = u32
/** A short name with a value: slots of keys, codes of a host. */
const named = <Value extends z.ZodType>(name: RegExp, value: Value) =>
  z
    .record(z.string().regex(name), value)
    .refine((record) => Object.keys(record).length <= HEALTH_NAMES_MAX, 'too many names')

const power = z.object({
  source: z.enum(['MAINS', 'BATTERY']).optional(),
  batteryPercent: percent.optional(),
  charging: z.boolean().optional(),
  temperatureC: z.int().min(-60).max(150).optional(),
})

const network = z.object({
  type: z.enum(['ETHERNET', 'WIFI', 'CELL_2G', 'CELL_3G', 'CELL_4G', 'CELL_5G', 'NONE']).optional(),
  rsrpDbm: z.int().min(-200).max(0).optional(),
  operator: text(32).optional(),
  cellId: text(32).optional(),
  iccid: text(22).optional(),
  sim: z.enum(['ACTIVE', 'INACTIVE', 'LOCKED', 'ABSENT']).optional(),
  roaming: z.boolean().optional(),
  ip: text(45).optional(),
  apn: text(64).optional(),
  rttMs: z.int().min(0).max(600_000).optional(),
  hostReachable: z.boolean().optional(),
})

const security = z.object({
  ped: partState.optional(),
  tampered: z.boolean().optional(),
  rooted: z.boolean().optional(),
  keysLoaded: z.boolean().optional(),
  keyChecks: named(/^[A-Z0-9_-]{1,16}$/, z.string().regex(/^[0-9A-F]{4,16}$/)).optional(),
  keysExpireAt: instant.optional(),
  certificateExpiresAt: instant.optional(),
})

const business = z.object({
  lastTransactionAt: instant.optional(),
  approvedHour: count.optional(),
  declinedHour: count.optional(),
  responseCodes: named(/^[0-9A-Z]{2}$/, count).optional(),
  unsettledCount: count.optional(),
  batchOpenedAt: instant.optional(),
})

/** Optional, bounded vocabulary of a terminal's own condition; parts that it does not have are left out. [P-6.2] */
export const Health = z.object({
  power: power.optional(),
  network: network.optional(),
  printer: z.enum(['OK', 'PAPER_LOW', 'NO_PAPER', 'JAM', 'FAILED']).optional(),
  readers: z
    .object({
      magnetic: partState.optional(),
      chip: partState.optional(),
      contactless: partState.optional(),
      readErrorPercent: percent.optional(),
    })
    .optional(),
  display: partState.optional(),
  touch: partState.optional(),
  keypad: partState.optional(),
  security: security.optional(),
  versions: z
    .object({ kernel: text(64).optional(), parameters: text(64).optional(), keyTable: text(64).optional() })
    .optional(),
  resources: z
    .object({
      cpuPercent: percent.optional(),
      memoryFreePercent: percent.optional(),
      storageFreePercent: percent.optional(),
    })
    .optional(),
  business: business.optional(),
  location: z
    .object({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      accuracyM: z.int().min(0).max(1_000_000).optional(),
    })
    .optional(),
})
export type Health = z.infer<typeof Health>
