import { createServer } from 'node:net'
import { Aedes } from 'aedes'

/** The broker library alone: takes everything, stores nothing. Prints its port and, on request, its memory. */
const broker = await Aedes.createBroker({ concurrency: 5_000 })
const server = createServer(broker.handle)
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' ? address?.port : null })
})
process.on('message', () => {
  globalThis.gc?.()
  process.send?.({ rss: process.memoryUsage().rss })
})
process.on('disconnect', () => process.exit(0))
