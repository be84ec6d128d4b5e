import { HOST_APPROVED } from '@budeng/protocol'
import { z } from 'zod'
import type { HostPort, HostWitness } from './host-port.ts'
import { HOST_TIMEOUT_MS } from './limits.ts'

const instant = z.int().min(0)
const WitnessAnswer = z.object({
  lastSignOn: z
    .object({
      at: instant,
      responseCode: z.string(),
      batch: z.string().nullable().default(null),
      kcv: z.string().nullable().default(null),
    })
    .nullable(),
  lastEcho: z.object({ at: instant, responseCode: z.string().default(HOST_APPROVED) }).nullable(),
})

/** The simulated host, over HTTP: `GET {url}/witness/{acquirer}/{tid}`. */
export function httpHost(url: string): HostPort {
  return {
    witness: async ({ acquirer, tid }): Promise<HostWitness> => {
      const answer = await fetch(`${url}/witness/${encodeURIComponent(acquirer)}/${encodeURIComponent(tid)}`, {
        signal: AbortSignal.timeout(HOST_TIMEOUT_MS),
        redirect: 'error',
      })
      if (!answer.ok) throw new Error(`the host answers ${answer.status}`)
      return WitnessAnswer.parse(await answer.json())
    },
  }
}
