import type { Environment } from '../environment.ts'
import { EXIT } from '../exit-codes.ts'
import { print, printJson } from '../output.ts'
import { findTerminal, withPlatform } from '../platform.ts'

export interface EnrolCodeOptions {
  readonly acquirer?: string
  readonly serial: string
  readonly json: boolean
}

/** `terminal enrol-code TID`: a code for one device, shown once. */
export async function enrolCode(environment: Environment, tid: string, options: EnrolCodeOptions): Promise<number> {
  const enrolment = await withPlatform(environment, options.acquirer ?? null, async (client) => {
    const terminal = await findTerminal(client, tid, options.acquirer ?? null)
    return await client.enrolmentCreate(terminal.id, options.serial)
  })
  if (options.json) printJson(enrolment)
  else print(`${enrolment.code}\nFor serial number ${options.serial}, once, until ${enrolment.expiresAt}.`)
  return EXIT.ok
}
