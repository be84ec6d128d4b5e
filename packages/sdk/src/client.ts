import { randomUUID } from 'node:crypto'
import {
  COMMAND_CANCEL,
  COMMAND_GET,
  COMMAND_REQUEST,
  ENROLMENT_CREATE,
  EVENTS,
  FEED,
  FEED_POSITION,
  FLEET_COUNTS,
  LOGIN,
  LOGOUT,
  TERMINAL_BY_TID,
  TERMINALS,
  TRANSACTIONS,
  VIEWER_GET,
} from './documents.ts'
import { RefusedError } from './errors.ts'
import { PAGE_SIZE } from './limits.ts'
import { createLive } from './live.ts'
import { createTransport } from './transport.ts'
import type {
  Command,
  CommandInput,
  FeedBatch,
  FleetCounts,
  FleetEvent,
  Terminal,
  TerminalFilter,
  Transaction,
  TransactionFilter,
  UserError,
  Viewer,
} from './types.ts'
import { waitForCommand, type WaitOptions } from './wait.ts'

export interface ClientOptions {
  /** Address of the platform, e.g. `http://127.0.0.1:4000`; `/graphql` is added. */
  readonly url: string
  /** An API token; left out when `login` is called instead. */
  readonly token?: string
  /** Language of messages. */
  readonly language?: 'en' | 'zh-CN'
}

export interface CommandRequest {
  readonly terminalId: string
  readonly command: CommandInput
  /** Written by a person, for a person. */
  readonly reason: string
  /** ISO 8601, e.g. `PT15M`. */
  readonly notAfter?: string
  /** Names this wish: made when left out. Give your own to ask again after a restart of your process. */
  readonly idempotencyKey?: string
  /** Proof of the person, where policy asks for it; `RefusedError` with STEP_UP_REQUIRED says so. */
  readonly stepUp?: { readonly totp?: string; readonly presenceId?: string }
}

/** A code of the person's authenticator, or a recovery code. */
export interface LoginFactor {
  readonly totp?: string
  readonly recoveryCode?: string
}

/**
 * The platform's API. Every method throws UnreachableError or RequestError; methods that change something throw
 * RefusedError for an expected no. Requests that may be repeated are, under one idempotency key.
 */
export interface Client {
  /** `factor`: a second factor, for people who have one. */
  login(email: string, password: string, factor?: LoginFactor): Promise<Viewer>
  logout(): Promise<void>
  viewer(): Promise<Viewer | null>
  fleetCounts(organisationId?: string): Promise<FleetCounts>
  terminalByTid(acquirerCode: string, tid: string): Promise<Terminal | null>
  /** All terminals that match, page by page. */
  terminals(filter?: TerminalFilter): AsyncGenerator<Terminal>
  command(id: string): Promise<Command | null>
  commandRequest(request: CommandRequest): Promise<Command>
  commandCancel(commandId: string, reason: string): Promise<Command>
  /** Follows a command to its end, by subscription. */
  commandEnd(commandId: string, options?: WaitOptions): Promise<Command>
  /** The code is shown once: it cannot be asked for again. */
  enrolmentCreate(terminalId: string, serial: string): Promise<{ readonly code: string; readonly expiresAt: string }>
  /** The record of what happened, as the API orders it. */
  events(filter?: { readonly terminalId?: string; readonly subject?: string }): AsyncGenerator<FleetEvent>
  /** Where the record stands now: the first `since` of `feed`. */
  feedPosition(): Promise<string>
  /**
   * What happened after a position, oldest first, batch by batch, until there is nothing more for now. Keep the position of
   * each batch with what you made of it, and begin there the next time.
   */
  feed(since: string, types?: readonly string[]): AsyncGenerator<FeedBatch>
  /** All transactions that match, page by page, the newest first. */
  transactions(filter?: TransactionFilter): AsyncGenerator<Transaction>
  /**
   * Any document of yours. `isRepeatable`: it may be sent again as it is, like a query, or a mutation with an idempotency key
   * among its variables. Expected refusals are in the `userErrors` that you select.
   */
  ask<Data>(document: string, variables?: object, isRepeatable?: boolean): Promise<Data>
  close(): Promise<void>
}

interface Page<Node> {
  readonly nodes: readonly Node[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}
interface Payload {
  readonly userErrors: readonly UserError[]
}

export function createClient(options: ClientOptions): Client {
  const url = new URL('/graphql', options.url).href
  const language = options.language ?? 'en'
  const transport = createTransport({ url, language, ...(options.token === undefined ? {} : { token: options.token }) })
  const live = createLive(url, () => ({ ...transport.identity(), 'accept-language': language }))
  const query = <Data>(document: string, variables: object = {}) => transport.send<Data>(document, variables, true)
  const change = async <Data extends Payload>(
    field: string,
    document: string,
    input: object,
    repeatable: boolean,
  ): Promise<Data> => {
    const payload = (await transport.send<Record<string, Data>>(document, { input }, repeatable))[field]
    if (payload === undefined || payload.userErrors.length > 0) throw new RefusedError(payload?.userErrors ?? [])
    return payload
  }
  const command = async (id: string) => (await query<{ command: Command | null }>(COMMAND_GET, { id })).command

  return {
    async login(email, password, factor) {
      // Not repeated: each try counts towards the lock-out
      return given(
        (await change<Payload & { viewer: Viewer | null }>('login', LOGIN, { email, password, factor }, false)).viewer,
      )
    },
    async logout() {
      await transport.send(LOGOUT, {}, false)
    },
    ...readers(query),
    command,
    async commandRequest({ idempotencyKey = randomUUID(), ...request }) {
      const input = { ...request, idempotencyKey }
      return given(
        (await change<Payload & { command: Command | null }>('commandRequest', COMMAND_REQUEST, input, true)).command,
      )
    },
    async commandCancel(commandId, reason) {
      const input = { commandId, reason, idempotencyKey: randomUUID() }
      return given(
        (await change<Payload & { command: Command | null }>('commandCancel', COMMAND_CANCEL, input, true)).command,
      )
    },
    commandEnd: (commandId, wait) => waitForCommand({ command, live }, commandId, wait),
    async enrolmentCreate(terminalId, serial) {
      const input = { terminalId, serial, idempotencyKey: randomUUID() }
      type Enrolment = Payload & { code: string | null; expiresAt: string | null }
      const { code, expiresAt } = await change<Enrolment>('enrolmentCreate', ENROLMENT_CREATE, input, true)
      return { code: given(code), expiresAt: given(expiresAt) }
    },
    ask: (document, variables = {}, isRepeatable = false) => transport.send(document, variables, isRepeatable),
    close: () => live.close(),
  }
}

/** What is only read. */
function readers(query: <Data>(document: string, variables?: object) => Promise<Data>) {
  return {
    viewer: async () => (await query<{ viewer: Viewer | null }>(VIEWER_GET)).viewer,
    fleetCounts: async (organisationId) =>
      (await query<{ fleetCounts: FleetCounts }>(FLEET_COUNTS, { organisationId })).fleetCounts,
    terminalByTid: async (acquirerCode, tid) =>
      (await query<{ terminalByTid: Terminal | null }>(TERMINAL_BY_TID, { acquirerCode, tid })).terminalByTid,
    terminals: (filter = {}) =>
      pages((page) =>
        query<{ terminals: Page<Terminal> }>(TERMINALS, { ...page, filter }).then((data) => data.terminals),
      ),
    events: (filter = {}) =>
      pages((page) => query<{ events: Page<FleetEvent> }>(EVENTS, { ...page, filter }).then((data) => data.events)),
    feedPosition: async () => (await query<{ feedPosition: string }>(FEED_POSITION)).feedPosition,
    feed: (since, types) =>
      batches(since, (at) =>
        query<{ feed: FeedBatch }>(FEED, { since: at, first: PAGE_SIZE, types }).then((data) => data.feed),
      ),
    transactions: (filter = {}) =>
      pages((page) =>
        query<{ transactions: Page<Transaction> }>(TRANSACTIONS, { ...page, filter }).then((data) => data.transactions),
      ),
  } satisfies Partial<Client>
}

/** A payload without user errors carries its object. */
function given<Value>(value: Value | null): Value {
  if (value === null) throw new RefusedError([])
  return value
}

async function* pages<Node>(
  load: (page: { first: number; after?: string }) => Promise<Page<Node>>,
): AsyncGenerator<Node> {
  for (let after: string | null = null; ; ) {
    const { nodes, pageInfo }: Page<Node> = await load({ first: PAGE_SIZE, ...(after === null ? {} : { after }) })
    yield* nodes
    if (!pageInfo.hasNextPage || pageInfo.endCursor === null) return
    after = pageInfo.endCursor
  }
}

async function* batches(since: string, load: (since: string) => Promise<FeedBatch>): AsyncGenerator<FeedBatch> {
  for (let at = since; ; ) {
    const batch = await load(at)
    if (batch.position === at) return
    yield batch
    at = batch.position
  }
}
