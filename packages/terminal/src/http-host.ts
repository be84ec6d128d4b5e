import { HostEchoAnswer, type HostRequest, HostSignOnAnswer } from '@budeng/protocol'
import { HOST_TIMEOUT_MS } from './limits.ts'
import type { Host } from './ports.ts'

interface AnswerSchema<Answer> {
  safeParse(value: unknown): { readonly success: true; readonly data: Answer } | { readonly success: false }
}

/** The acquirer's host by `POST /signon` and `POST /echo`. No answer, or one that is none, counts as unreachable. [P-8.2] */
export function httpHost(baseUrl: string, fetchFrom: typeof fetch = fetch): Host {
  const ask = async <Answer>(
    path: string,
    { acquirer, tid, mid }: HostRequest,
    schema: AnswerSchema<Answer>,
  ): Promise<Answer | null> => {
    try {
      const response = await fetchFrom(new URL(path, baseUrl), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ acquirer, tid, mid }),
        signal: AbortSignal.timeout(HOST_TIMEOUT_MS),
      })
      if (!response.ok) return null
      const answer = schema.safeParse(await response.json())
      return answer.success ? answer.data : null
    } catch {
      // refused, timed out or unreadable: for the terminal all the same
      return null
    }
  }
  return {
    signOn: (terminal) => ask('/signon', terminal, HostSignOnAnswer),
    echo: (terminal) => ask('/echo', terminal, HostEchoAnswer),
  }
}
