export type { HostPort, HostSignOn, HostTerminal, HostWitness } from './host-port.ts'
export { httpHost } from './http-host.ts'
export type { WorkerKeys } from './signing.ts'
export { createWorker, type Worker, type WorkerMetrics, type WorkerOptions } from './worker.ts'
