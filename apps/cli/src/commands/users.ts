import { passwordRefusals } from '@budeng/access'
import {
  hashPassword,
  migrate,
  nodesByKey,
  openStorage,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  seedNodes,
  seedPeople,
} from '@budeng/storage'
import { processClock } from '../clock.ts'
import type { Environment } from '../environment.ts'
import { CommandFault, EXIT } from '../exit-codes.ts'
import { print } from '../output.ts'
import { askSecret } from '../prompt.ts'

export interface CreateAdminOptions {
  readonly email: string
  readonly name: string
  /** Code and name of the acquirer that the administrator belongs to; made when it is not there. */
  readonly acquirer: string
  readonly acquirerName?: string
  /** Made for people who learn: it takes simulated terminals only. */
  readonly training?: boolean
  readonly timeZone: string
  readonly language: 'zh-CN' | 'en'
}

/**
 * `users create-admin`: the first administrator of a production installation, with the acquirer. The password comes from a
 * prompt or standard input, never from the command line.
 */
export async function createAdmin(environment: Environment, options: CreateAdminOptions): Promise<number> {
  if (environment.databaseUrl === null) throw new CommandFault(EXIT.usage, 'DATABASE_URL is needed: on which database?')
  const password = environment.password ?? (await askSecret(`Password for ${options.email}: `))
  const refusals = passwordRefusals(password, options)
  if (refusals.length > 0)
    throw new CommandFault(
      EXIT.refused,
      `The password is refused: ${refusals.map(({ code, params }) => `${code}${params ? ` ${JSON.stringify(params)}` : ''}`).join(', ')}`,
    )
  await migrate(environment.databaseUrl)
  const storage = await openStorage({ ...processClock(1, 0), url: environment.databaseUrl, role: 'owner', poolMax: 1 })
  try {
    const passwordHash = await hashPassword(password)
    const made = await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      const known = await nodesByKey(unit)
      const { acquirer: code, acquirerName, timeZone, email, name, language, training } = options
      if (!known.has(code) && acquirerName === undefined) return null
      const plain = { phone: null, address: null, contact: null, timeZone }
      const acquirer = {
        ...plain,
        key: code,
        parentKey: null,
        kind: 'ACQUIRER' as const,
        code,
        name: acquirerName ?? code,
      }
      const node = training === true ? { ...acquirer, training } : acquirer
      const nodes = await seedNodes(unit, [node])
      return await seedPeople(unit, nodes, [
        { nodeKey: code, email, name, role: 'ADMIN', passwordHash, language, timeZone },
      ])
    })
    if (made === null)
      throw new CommandFault(EXIT.usage, `There is no acquirer ${options.acquirer}: give --acquirer-name to make it.`)
    if (made === 0)
      throw new CommandFault(EXIT.refused, `There is a person ${options.email} already; nothing was changed.`)
    print(`${options.email} is administrator of ${options.acquirer}.`)
    return EXIT.ok
  } finally {
    await storage.close()
  }
}
