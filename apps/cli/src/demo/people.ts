import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Role } from '@budeng/access'
import { DEMO_KEYS } from '@budeng/simulator'
import { hashPassword, type SeedPerson } from '@budeng/storage'
import { newPassword } from './password.ts'

/** A person of the demonstration, with the password that is printed at each start. */
export interface DemoPerson {
  readonly label: string
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly nodeKey: string
  readonly language: 'zh-CN' | 'en'
  readonly timeZone: string
  readonly password: string
}

const person = (
  label: string,
  name: string,
  role: Role,
  nodeKey: string = DEMO_KEYS.acquirer,
): Omit<DemoPerson, 'password'> => ({
  label,
  name,
  role,
  nodeKey,
  email: `${label}@${nodeKey.split('/').at(-1)}.example`,
  language: nodeKey === DEMO_KEYS.secondAcquirer ? 'en' : 'zh-CN',
  timeZone: nodeKey === DEMO_KEYS.secondAcquirer ? 'Asia/Hong_Kong' : 'Asia/Shanghai',
})

const PEOPLE = [
  person('admin', '陈立', 'ADMIN'),
  person('operations', '王敏', 'OPERATIONS'),
  person('agent', '李强', 'AGENT', DEMO_KEYS.agent),
  person('maker', '周洁', 'CORRECTION_MAKER'),
  person('checker', '孙岩', 'CORRECTION_CHECKER'),
  person('auditor', '何宁', 'AUDITOR'),
  person('operations', 'Grace Wong', 'OPERATIONS', DEMO_KEYS.secondAcquirer),
]

/** The people of this installation: made at the first start, read later, always the same. The file has mode 0600. */
export function demoPeople(path: string): DemoPerson[] {
  const present = readDemoPeople(path)
  if (present !== null) return present
  const people = PEOPLE.map((one) => ({ ...one, password: newPassword() }))
  writeFileSync(`${path}.new`, JSON.stringify(people, null, 2), { mode: 0o600 })
  renameSync(`${path}.new`, path)
  return people
}

/** The people that a start made, or null where none did. */
export function readDemoPeople(path: string): DemoPerson[] | null {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as DemoPerson[]) : null
}

/** As they are stored. */
export async function seedOf(people: readonly DemoPerson[]): Promise<SeedPerson[]> {
  return await Promise.all(
    people.map(async ({ label: _label, password, ...rest }) => ({
      ...rest,
      passwordHash: await hashPassword(password),
    })),
  )
}
