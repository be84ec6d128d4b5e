import { z } from 'zod'
import { acquirer, batch, keyCheckValue, text, tid } from './fields.ts'

/** Response code of the acquirer's host; `00` is approved. */
const responseCode = z.string().regex(/^[0-9A-Z]{2}$/)

/** Body of `POST /signon` and `POST /echo` on the simulated host. TIDs repeat across acquirers, so both name the terminal. [P-8.2] */
export const HostRequest = z.object({ acquirer, tid, mid: text(15).optional() })
export type HostRequest = z.infer<typeof HostRequest>

/** Answer to `POST /signon`: batch and key check values only when approved. [P-8.2] */
export const HostSignOnAnswer = z.object({ responseCode, batch: batch.optional(), kcv: keyCheckValue.optional() })
export type HostSignOnAnswer = z.infer<typeof HostSignOnAnswer>

/** Answer to `POST /echo` (0800/301). [P-8.4] */
export const HostEchoAnswer = z.object({ responseCode })
export type HostEchoAnswer = z.infer<typeof HostEchoAnswer>

export const HOST_APPROVED = '00'
