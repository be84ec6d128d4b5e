import { createServer } from 'node:net'
import { Aedes } from 'aedes'

/** The broker library alone: takes everything, stores nothing. `argv[2]` is the port. */
const broker = await Aedes.createBroker({ concurrency: 5_000 })
createServer({ noDelay: true }, broker.handle).listen(Number(process.argv[2]), '127.0.0.1')
