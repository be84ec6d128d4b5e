import { request as requestHttp, type RequestOptions } from 'node:http'
import { request as requestHttps } from 'node:https'
import { webhookParts } from '@budeng/fleet'
import { ANSWER_BYTES_MAX, MESSAGE_TIMEOUT_MS } from '../limits.ts'
import { ChannelFault, checkedAddress } from './inside.ts'

/** What is sent to a webhook. */
export interface Posting {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What came back, its body as far as it was read. */
export interface PostAnswer {
  readonly status: number
  readonly body: string
}

/**
 * Posts JSON: to where it may go, over a connection of its own, without following anybody elsewhere, within its time, and
 * reading no more of the answer than anybody needs.
 * @throws ChannelFault
 */
export async function post(
  { url: text, headers, body }: Posting,
  inside: ReadonlySet<string>,
  timeoutMs = MESSAGE_TIMEOUT_MS,
): Promise<PostAnswer> {
  const url = new URL(text)
  const parts = webhookParts(text)
  const isListed = parts !== null && inside.has(parts.origin)
  if (!isListed && url.protocol !== 'https:') throw new ChannelFault('NO_TLS')
  const signal = AbortSignal.timeout(timeoutMs)
  const { address, family } = await checkedAddress(url.hostname, isListed)
  const options: RequestOptions & { readonly minVersion: 'TLSv1.2' } = {
    ...{ method: 'POST', agent: false, signal, family, minVersion: 'TLSv1.2' },
    // whatever the name leads to by now: the address that was looked at
    lookup: (_name, wish, found) =>
      wish.all === true ? found(null, [{ address, family }]) : found(null, address, family),
    headers: {
      ...{ 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Budeng-Notifications', accept: '*/*' },
      ...{ 'content-length': String(Buffer.byteLength(body)), ...headers },
    },
  }
  return await new Promise((resolve, reject) => {
    const fail = (fault: unknown) => reject(faultOf(fault, signal))
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    const asked = send(url, options, (response) => {
      const chunks: Buffer[] = []
      let size = 0
      const done = () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') })
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > ANSWER_BYTES_MAX) {
          done()
          asked.destroy()
        } else chunks.push(chunk)
      })
      response.on('end', done)
      response.on('error', fail)
    })
    asked.on('error', fail)
    asked.end(body)
  })
}

function faultOf(fault: unknown, signal: AbortSignal): ChannelFault {
  if (fault instanceof ChannelFault) return fault
  if (signal.aborted) return new ChannelFault('TIMEOUT')
  return new ChannelFault(connectionCode((fault as { readonly code?: unknown }).code))
}

/** A code of a connection that failed, as people are told. */
export function connectionCode(code: unknown): string {
  if (code === 'ECONNREFUSED') return 'REFUSED'
  if (code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT') return 'TIMEOUT'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'DNS'
  if (typeof code === 'string' && /CERT|TLS|SSL|SIGNATURE|SELF_SIGNED|EPROTO/.test(code)) return 'TLS'
  return 'BROKEN'
}
