import type { Clock } from '@budeng/kernel'
import { HOST_TIMEOUT_MS, type Host as TerminalsHost, type HostLink, type Scheduler } from '@budeng/terminal'
import { openLineFile } from '../disk/line-file.ts'
import { IsoExchange } from '../iso/exchange.ts'
import { isoHost } from '../iso/host-link.ts'
import { Institutions } from '../iso/institutions.ts'
import { tcpLine } from '../iso/line.ts'
import { type IsoServer, serveIso } from '../iso/server.ts'
import { ISO_LINES } from '../limits.ts'
import { Acquirer } from './acquirer.ts'
import { terminalKey } from './book/book.ts'
import { type HostLog, openHostLog } from './book/log.ts'
import type { FaultShares } from './faults.ts'
import { createHost, type Host, type HostRecord } from './host.ts'
import { type Before, type HostServer, serveHost } from './server.ts'

export interface SimulatedHostOptions {
  readonly clock: Clock
  readonly scheduler: Scheduler
  /** Files of what it remembers: of each terminal, and of money. */
  readonly memoryFile: string
  readonly factsFile: string
  readonly acquirers: Iterable<string>
  readonly httpPort: number
  readonly isoPort: number
  readonly before?: Before
  readonly faults?: FaultShares
}

/** The acquirer's host with both its ports, and the way on which this process's terminals reach it. */
export interface SimulatedHost {
  readonly host: Host
  readonly acquirer: Acquirer
  readonly log: HostLog
  readonly http: HostServer
  readonly iso: IsoServer
  readonly link: TerminalsHost & HostLink
  close(): Promise<void>
}

/** Opens the host on files: what it decided before it still knows. */
export async function openSimulatedHost(options: SimulatedHostOptions): Promise<SimulatedHost> {
  const { clock, scheduler, faults, before } = options
  const memory = openLineFile<HostRecord>(options.memoryFile)
  const log = openHostLog(options.factsFile)
  const institutions = new Institutions()
  for (const acquirer of options.acquirers) institutions.add(acquirer)
  const host = createHost(clock, memory, (terminal, batch) => acquirer.book.holdsMoney(terminalKey(terminal), batch))
  const acquirer = new Acquirer({ clock, host, log, institutions, ...(faults === undefined ? {} : { faults }) })
  const http = await serveHost(host, options.httpPort, before, { host, log, book: acquirer.book })
  const iso = await serveIso(acquirer, options.isoPort, (delayMs, run) => void scheduler.after(delayMs, run))
  const exchange = new IsoExchange(tcpLine(iso.port), ISO_LINES, scheduler, HOST_TIMEOUT_MS)
  return {
    host,
    acquirer,
    log,
    http,
    iso,
    link: isoHost(exchange, clock),
    async close() {
      exchange.close()
      await iso.close()
      await http.close()
      log.close()
      memory.close()
    },
  }
}
