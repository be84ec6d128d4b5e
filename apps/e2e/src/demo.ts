import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { nextDemoCode } from '@budeng/simulator'
import type { House } from './house.ts'

/** A person of the demonstration. */
export interface DemoLogin {
  readonly email: string
  readonly password: string
}

export type DemoRole =
  | 'admin'
  | 'admin2'
  | 'operations'
  | 'agent'
  | 'maker'
  | 'checker'
  | 'auditor'
  | 'trainee'
  | 'trainer'

/** How an acquirer's person of that role logs in, read where the start keeps what it prints. */
export function demoLogin(
  { dataDir }: House,
  role: DemoRole,
  acquirer: 'huaxin' | 'harbour' | 'training' = 'huaxin',
): DemoLogin {
  const people = JSON.parse(readFileSync(join(dataDir, 'demo/people.json'), 'utf8')) as (DemoLogin & Person)[]
  const isOurs = ({ label, nodeKey }: Person) => label === role && nodeKey.split('/')[0] === acquirer
  const person = people.find(isOurs)
  if (person === undefined) throw new Error(`the demonstration has no ${role} of ${acquirer}`)
  return person
}

interface Person {
  readonly label: string
  readonly nodeKey: string
}

/** A code that the person's authenticator shows and nobody has used yet; waits for one when there is none. */
export async function demoCode({ dataDir }: House, email: string): Promise<string> {
  return await nextDemoCode(join(dataDir, 'demo'), email)
}

/** The superuser's connection to the house's embedded database, from what lies in its folder. */
export function demoPostgresUrl({ dataDir }: House): string {
  const folder = join(dataDir, 'postgres')
  const password = readFileSync(join(folder, 'password'), 'utf8')
  // its fourth line is the port; the server writes it at each start
  const port = readFileSync(join(folder, 'cluster/postmaster.pid'), 'utf8').split('\n')[3]
  return `postgres://postgres:${password}@127.0.0.1:${port}/budeng`
}
