import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { DestinationAddress, DestinationKind, DestinationSecret, NotificationRuleTerms } from '@budeng/fleet'
import { seal, SEALED_ABOUT } from '@budeng/protocol'
import {
  insertDestination,
  insertNotificationRule,
  insertNotificationSecret,
  type NodeRow,
  type Unit,
} from '@budeng/storage'
import { SMTPServer } from 'smtp-server'
import { sealLink } from '../worker.fixture.ts'

/** A request as it arrived. */
export interface Arrived {
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** What a receiver answers to a path: a status and a body. */
export type Behaviour = (arrived: Arrived, earlier: number) => { readonly status: number; readonly body?: string }

/** Somebody who gets webhooks. */
export class Receiver {
  readonly arrived: Arrived[] = []
  readonly behaviours = new Map<string, Behaviour>()
  readonly #server: Server
  origin = ''

  constructor() {
    this.#server = createServer((request, response) => {
      void text(request).then((body) => {
        const url = new URL(request.url ?? '/', 'http://x')
        const arrived = { path: url.pathname, query: url.searchParams, headers: request.headers, body }
        const earlier = this.at(url.pathname).length
        this.arrived.push(arrived)
        const { status, body: said = '' } = this.behaviours.get(url.pathname)?.(arrived, earlier) ?? { status: 200 }
        // 0: nobody answers
        if (status === 0) return
        response.writeHead(status, status === 302 ? { location: `${this.origin}/elsewhere` } : {}).end(said)
      })
    })
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    return this
  }

  at(path: string): Arrived[] {
    return this.arrived.filter((one) => one.path === path)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

/** A mail that a server took. */
export interface Mail {
  readonly user: string
  readonly to: readonly string[]
  readonly text: string
}

/** A mail server that knows one name and takes no mail for `nobody@`. */
export class MailHouse {
  readonly mails: Mail[] = []
  readonly #server: SMTPServer
  port = 0

  constructor() {
    this.#server = new SMTPServer({
      ...{ disabledCommands: ['STARTTLS'], allowInsecureAuth: true, logger: false },
      onAuth: ({ username, password }, _session, done) =>
        username === 'budeng' && password === 'right'
          ? done(null, { user: username })
          : done(Object.assign(new Error('Bad name or password'), { responseCode: 535 })),
      onRcptTo: ({ address }, _session, done) =>
        address.startsWith('nobody@') ? done(Object.assign(new Error('No such box'), { responseCode: 550 })) : done(),
      onData: (stream, { user, envelope }, done) => {
        void text(stream).then((body) => {
          const to = envelope.rcptTo.map(({ address }) => address)
          this.mails.push({ user: String(user), to, text: body })
          done()
        })
      },
    })
    // a client that leaves is none of the test's business
    this.#server.on('error', () => undefined)
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve()))
    this.port = (this.#server.server.address() as AddressInfo).port
    return this
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }
}

/** A destination of an organisation, in English, with what is sealed of it. */
export async function makeDestination(
  unit: Unit,
  { id: nodeId, path }: Pick<NodeRow, 'id' | 'path'>,
  kind: DestinationKind,
  secret: DestinationSecret,
  address: DestinationAddress = { host: 'receiver' },
): Promise<string> {
  const [id, secretId, at] = [unit.newId('notificationDestination'), unit.newId('notificationSecret'), unit.clock.now()]
  await insertDestination(unit, {
    ...{ id, nodeId, path, name: kind, kind, language: 'en', enabled: true, address, secretId },
    ...{ changedBy: 'usr_x', changedAt: at, removedAt: null, version: 1, failures: 0, nextAt: at, leaseUntil: null },
  })
  const sealed = seal(sealLink, Buffer.from(JSON.stringify(secret)), SEALED_ABOUT.notification(secretId, id))
  await insertNotificationSecret(unit, { id: secretId, destinationId: id, sealed, createdAt: at })
  return id
}

/** A rule: everything there is to tell, from MAJOR on, at any time, unless said otherwise. */
export async function makeRule(
  unit: Unit,
  { path }: Pick<NodeRow, 'path'>,
  destinationId: string,
  terms: Partial<NotificationRuleTerms> = {},
): Promise<string> {
  const id = unit.newId('notificationRule')
  await insertNotificationRule(unit, {
    ...{ id, destinationId, path, outsideId: null, topics: ['ALERT_RAISED', 'SLA_MISSED', 'INCIDENT_OPENED'] },
    ...{ severity: 'MAJOR', hours: null, enabled: true, ...terms },
    ...{ changedBy: 'usr_x', changedAt: unit.clock.now(), version: 1 },
  })
  return id
}
