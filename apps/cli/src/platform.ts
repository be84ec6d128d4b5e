import { type Client, createClient, RefusedError, RequestError, type Terminal, UnreachableError } from '@budeng/sdk'
import { nextDemoCode } from '@budeng/simulator'
import { readDemoPeople } from './demo/people.ts'
import type { Environment } from './environment.ts'
import { CommandFault, EXIT } from './exit-codes.ts'
import { placesIn } from './house/places.ts'
import { askSecret } from './prompt.ts'

/**
 * Runs work with a client of the platform that somebody is logged in to: the token or person of the environment, else, on
 * this machine's demonstration, its operations person of the acquirer.
 * @throws CommandFault for anything that the platform or the way to it says
 */
export async function withPlatform<Answer>(
  environment: Environment,
  acquirer: string | null,
  work: (client: Client) => Promise<Answer>,
): Promise<Answer> {
  const { url, token } = environment
  const client = createClient({ url, ...(token === null ? {} : { token }) })
  try {
    if (token === null) {
      const { email, password, totp } = await whoAsks(environment, acquirer)
      await client.login(email, password, totp === null ? {} : { totp })
    }
    return await work(client)
  } catch (error) {
    throw readable(error, url)
  } finally {
    await client.close()
  }
}

async function whoAsks(
  { email, password, totp, dataDir, keysDir, url }: Environment,
  acquirer: string | null,
): Promise<{ email: string; password: string; totp: string | null }> {
  if (email !== null) return { email, password: password ?? (await askSecret(`Password of ${email}: `)), totp }
  const places = placesIn(dataDir, keysDir)
  const people = isLocal(url) ? (readDemoPeople(places.people) ?? []) : []
  const person = people.find(
    ({ role, nodeKey }) => role === 'OPERATIONS' && (acquirer === null || nodeKey === acquirer),
  )
  if (person !== undefined) return { ...person, totp: await nextDemoCode(places.demo, person.email) }
  throw new CommandFault(EXIT.usage, 'Who asks? Set BUDENG_TOKEN, or BUDENG_EMAIL (the password is asked for).')
}

function isLocal(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)
}

function readable(error: unknown, url: string): unknown {
  if (error instanceof RefusedError) return new CommandFault(EXIT.refused, `Refused: ${error.message}`)
  if (error instanceof UnreachableError)
    return new CommandFault(EXIT.unreachable, `The platform at ${url} cannot be reached: ${error.message}`)
  if (error instanceof RequestError)
    return new CommandFault(EXIT.failed, `The platform at ${url} says ${error.code}: ${error.message}`)
  return error
}

/** The terminal with that TID; the acquirer may be left out where only one has it. @throws CommandFault */
export async function findTerminal(client: Client, tid: string, acquirer: string | null): Promise<Terminal> {
  if (acquirer !== null) {
    const terminal = await client.terminalByTid(acquirer, tid)
    if (terminal !== null) return terminal
    throw new CommandFault(EXIT.failed, `There is no terminal ${tid} of ${acquirer}.`)
  }
  const found: Terminal[] = []
  for await (const terminal of client.terminals({ q: tid })) if (terminal.tid === tid) found.push(terminal)
  const [terminal, second] = found
  if (terminal === undefined) throw new CommandFault(EXIT.failed, `There is no terminal ${tid} that you may see.`)
  if (second !== undefined)
    throw new CommandFault(EXIT.usage, `${found.length} acquirers have a terminal ${tid}: name one with --acquirer.`)
  return terminal
}
