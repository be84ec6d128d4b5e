import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo, Server as NetServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Millis } from '@budeng/kernel'
import { HOST_BODY_BYTES_MAX } from '../limits.ts'
import type { Host } from './host.ts'
import { type Parsed, parseObject, parseScript, parseTerminal } from './requests.ts'
import { answerTruth, type Truth } from './truth.ts'

/** The host on HTTP, for terminals, for the platform's witness and for people with curl. */
export interface HostServer {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

export interface Answer {
  readonly status: number
  readonly body: object
  readonly delayMs?: Millis
}

/** Answers some requests before the host does, and says whether it did. */
export type Before = (request: IncomingMessage, response: ServerResponse) => boolean

/**
 *     POST /signon  {"acquirer","tid"}         → {"responseCode","batch","kcv"}
 *     POST /echo    {"acquirer","tid"}         → {"responseCode"}
 *     GET  /witness/{acquirer}/{tid}           → {"lastSignOn","lastEcho"}
 *     PUT  /script/{acquirer}/{tid}  {"next":["77"],"then":"00","delayMs":0,"trade":{"NO_ANSWER":50}}
 *     GET  /truth/{acquirer}[/{tid}]?after=0&limit=500 → {"facts","next","last"}
 *     GET  /totals/{acquirer}/{tid}[/{batch}]  → {"batch","closed","totals"}
 */
export async function serveHost(host: Host, port: number, before?: Before, truth?: Truth): Promise<HostServer> {
  const listener = hostListener(host, truth)
  const server = createServer((request, response) => {
    if (before?.(request, response) !== true) listener(request, response)
  })
  await listen(server, port)
  const address = server.address() as AddressInfo
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The host's answers, for a server that has other answers besides. */
export function hostListener(host: Host, truth?: Truth): RequestListener {
  return (request, response) => {
    const told = truth === undefined ? null : answerTruth(truth, request)
    if (told !== null) return void send(response, told)
    void answer(host, request).then(
      (found) => send(response, found),
      () => response.destroy(), // the caller went away in the middle of its request
    )
  }
}

/** Listens on the loopback address; 0 is a free port. */
export function listen(server: NetServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject)
      resolve()
    })
  })
}

async function answer(host: Host, request: IncomingMessage): Promise<Answer> {
  const parts = (request.url ?? '').split('?')[0]?.split('/').slice(1) ?? []
  const [resource = '', acquirer, tid] = parts
  const body = await readBody(request)
  if (body === null) return refused(413, `a body has at most ${HOST_BODY_BYTES_MAX} bytes`)
  switch (`${request.method} ${resource}/${parts.length}`) {
    case 'POST signon/1':
      return withTerminal(body, (terminal) => ({
        status: 200,
        body: host.signOn(terminal),
        delayMs: host.delayMs(terminal),
      }))
    case 'POST echo/1':
      return withTerminal(body, (terminal) => ({
        status: 200,
        body: host.echo(terminal),
        delayMs: host.delayMs(terminal),
      }))
    case 'GET witness/3':
      return orRefused(parseTerminal(acquirer, tid), (terminal) => ({ status: 200, body: host.witness(terminal) }))
    case 'PUT script/3':
      return orRefused(parseTerminal(acquirer, tid), (terminal) =>
        orRefused(parseObject(body), (object) =>
          orRefused(parseScript(object), (script) => {
            host.script(terminal, script)
            return { status: 200, body: script }
          }),
        ),
      )
    default:
      return refused(404, 'POST /signon, POST /echo, GET /witness/{acquirer}/{tid}, PUT /script/{acquirer}/{tid}')
  }
}

function withTerminal(body: string, then: (terminal: { acquirer: string; tid: string }) => Answer): Answer {
  return orRefused(parseObject(body), ({ acquirer, tid }) => orRefused(parseTerminal(acquirer, tid), then))
}

function orRefused<Value>(parsed: Parsed<Value>, then: (value: Value) => Answer): Answer {
  return parsed.ok ? then(parsed.value) : refused(400, parsed.error)
}

function refused(status: number, error: string): Answer {
  return { status, body: { error } }
}

/** The body of a request, or null when it is larger than `bytesMax`. */
export async function readBody(request: IncomingMessage, bytesMax = HOST_BODY_BYTES_MAX): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > bytesMax) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function send(response: ServerResponse, { status, body, delayMs = 0 }: Answer): Promise<void> {
  if (delayMs > 0) await wait(delayMs, undefined, { ref: false })
  const text = `${JSON.stringify(body)}\n`
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text)
}
