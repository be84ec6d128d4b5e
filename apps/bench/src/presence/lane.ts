import type { Device } from '../fleet/seed.ts'
import { type Server, Terminals } from './terminals.ts'

/** What whoever measures asks of a lane, which runs in a process of its own: one process may not open files for all. */
export type Wish =
  | { readonly kind: 'open'; readonly server: Server; readonly devices: readonly Device[] }
  | { readonly kind: 'wave'; readonly overMs: number }

/** `value`: what the wish came to; or why it came to nothing. */
export type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string }

let terminals: Terminals | null = null

async function fulfil(wish: Wish): Promise<unknown> {
  if (wish.kind === 'open') {
    const startedAt = performance.now()
    terminals = await Terminals.open(wish.devices, wish.server)
    return performance.now() - startedAt
  }
  if (terminals === null) throw new Error('nobody is connected')
  return await terminals.wave(wish.overMs)
}

process.on('message', (wish: Wish) => {
  fulfil(wish).then(
    (value) => process.send?.({ ok: true, value } satisfies Answer),
    (fault: unknown) => process.send?.({ ok: false, reason: String(fault) } satisfies Answer),
  )
})
process.once('disconnect', () => process.exit())
