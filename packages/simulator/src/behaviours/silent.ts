import type { Behaviour } from './behaviour.ts'

export const silent: Behaviour = {
  about: 'holds its connection, hears nothing and says nothing',
  transport: (inner) => ({
    open(options, events) {
      const connection = inner.open(options, { ...events, message: () => {} })
      return { publish: () => {}, close: (graceful) => connection.close(graceful) }
    },
  }),
}
