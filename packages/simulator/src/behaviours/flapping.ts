import { SECOND } from '@budeng/kernel'
import type { Behaviour } from './behaviour.ts'

export const flapping: Behaviour = {
  about: 'loses its connection without a goodbye every half minute or so',
  transport: (inner, life) => ({
    open(options, events) {
      const connection = inner.open(options, {
        ...events,
        connected: () => {
          events.connected()
          life.scheduler.after((15 + life.random() * 40) * SECOND, () => {
            connection.close(false)
            events.closed()
          })
        },
      })
      return connection
    },
  }),
}
