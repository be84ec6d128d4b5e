import { SECOND } from '@budeng/kernel'
import type { Connection } from '@budeng/terminal'
import type { Behaviour } from './behaviour.ts'

export const staleWill: Behaviour = {
  about: 'comes back on a new connection while the old one still hangs, so that the old will arrives late',
  transport: (inner, life) => ({
    open(options, events) {
      let abandoned = false
      const connection: Connection = inner.open(options, {
        connected: () => {
          events.connected()
          life.scheduler.after((60 + life.random() * 60) * SECOND, () => {
            abandoned = true
            events.closed() // the terminal goes on without it; nobody told the broker
          })
        },
        message: (payload) => (abandoned ? undefined : events.message(payload)),
        closed: () => (abandoned ? undefined : events.closed()),
      })
      return {
        publish: (...message) => (abandoned ? undefined : connection.publish(...message)),
        close: (graceful) => connection.close(graceful),
      }
    },
  }),
}
