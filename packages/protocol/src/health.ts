import { z } from 'zod'
import { text } from './fields.ts'

const percent = z.int().min(0).max(100)
const partState = z.enum(['OK', 'DEGRADED', 'FAILED'])

/** Optional, bounded vocabulary of a terminal's own condition; parts that it does not have are left out. [P-6.2] */
export const Health = z.object({
  power: z.object({ source: z.enum(['MAINS', 'BATTERY']), batteryPercent: percent.optional() }).optional(),
  network: z
    .object({
      type: z.enum(['ETHERNET', 'WIFI', 'CELL_2G', 'CELL_3G', 'CELL_4G', 'CELL_5G', 'NONE']),
      rsrpDbm: z.int().min(-200).max(0).optional(),
      operator: text(32).optional(),
      iccid: text(22).optional(),
      ip: text(45).optional(),
      apn: text(64).optional(),
      rttMs: z.int().min(0).max(600_000).optional(),
    })
    .optional(),
  printer: z.enum(['OK', 'PAPER_LOW', 'NO_PAPER', 'JAM', 'FAILED']).optional(),
  readers: z
    .object({ magnetic: partState.optional(), chip: partState.optional(), contactless: partState.optional() })
    .optional(),
  display: partState.optional(),
  keypad: partState.optional(),
  security: z.object({ ped: partState.optional(), tampered: z.boolean().optional() }).optional(),
  resources: z
    .object({
      cpuPercent: percent.optional(),
      memoryFreePercent: percent.optional(),
      storageFreePercent: percent.optional(),
    })
    .optional(),
})
export type Health = z.infer<typeof Health>
