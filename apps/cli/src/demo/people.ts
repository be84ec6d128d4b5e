import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Role } from '@budeng/access'
import { DAY, type Instant } from '@budeng/kernel'
import { type SealKeys, sealTotpSecret } from '@budeng/protocol'
import { DEMO_KEYS, TRAINING_KEYS, writeDemoSecrets } from '@budeng/simulator'
import { hashPassword, type SeedPerson, type SeedTotp } from '@budeng/storage'
import { generateSecret } from 'otplib'
import type { Places } from '../house/places.ts'
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
  /** Of the authenticator, base32. */
  readonly totpSecret: string
}

const person = (
  label: string,
  name: string,
  role: Role,
  nodeKey: string = DEMO_KEYS.acquirer,
): Omit<DemoPerson, 'password' | 'totpSecret'> => ({
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
  // what two must agree on needs two who may
  person('admin2', '林芳', 'ADMIN'),
  person('operations', '王敏', 'OPERATIONS'),
  person('agent', '李强', 'AGENT', DEMO_KEYS.agent),
  person('maker', '周洁', 'CORRECTION_MAKER'),
  person('checker', '孙岩', 'CORRECTION_CHECKER'),
  person('auditor', '何宁', 'AUDITOR'),
  person('operations', 'Grace Wong', 'OPERATIONS', DEMO_KEYS.secondAcquirer),
]

const TRAINEES = [
  person('trainee', '赵新', 'AGENT', TRAINING_KEYS.agent),
  person('trainer', '钱敏', 'OPERATIONS', TRAINING_KEYS.acquirer),
]
const learns = ({ nodeKey }: { readonly nodeKey: string }) => nodeKey.split('/')[0] === TRAINING_KEYS.acquirer

/** The people of the demonstration who learn; made when somebody first wants to. */
export function trainees(places: Pick<Places, 'people' | 'codes'>): DemoPerson[] {
  const others = demoPeople(places)
  const present = (readDemoPeople(places.people) ?? []).filter(learns)
  if (present.length > 0) return present
  const made = TRAINEES.map((one) => ({ password: newPassword(), totpSecret: generateSecret(), ...one }))
  keep(places, [...others, ...made])
  return made
}

/** The people of this installation who work: made at the first start, read later, always the same. The files have mode 0600. */
export function demoPeople({ people: path, codes }: Pick<Places, 'people' | 'codes'>): DemoPerson[] {
  const all = readDemoPeople(path)
  const present = all?.filter((one) => !learns(one)) ?? null
  // a demonstration of before has no authenticators yet
  const people = (present ?? PEOPLE).map((one) => ({ password: newPassword(), totpSecret: generateSecret(), ...one }))
  if (present?.every(({ totpSecret }) => totpSecret !== undefined) === true && existsSync(codes)) return people
  keep({ people: path, codes }, [...people, ...(all ?? []).filter(learns)])
  return people
}

function keep({ people: path, codes }: Pick<Places, 'people' | 'codes'>, people: readonly DemoPerson[]): void {
  writeSecretFile(path, people)
  writeDemoSecrets(
    codes,
    people.map(({ email, name, role, totpSecret: secret }) => ({ email, name, role, secret })),
  )
}

function writeSecretFile(path: string, content: object): void {
  writeFileSync(`${path}.new`, JSON.stringify(content, null, 2), { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

/** The people that a start made, or null where none did. */
export function readDemoPeople(path: string): DemoPerson[] | null {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as DemoPerson[]) : null
}

/** Since when roles and authenticators of the demonstration are held: young ones approve nothing. */
const HELD_SINCE_MS = 30 * DAY

/** As they are stored. */
export async function seedOf(people: readonly DemoPerson[], at: Instant): Promise<SeedPerson[]> {
  return await Promise.all(
    people.map(async ({ label: _label, totpSecret: _secret, password, ...rest }) => ({
      ...rest,
      roleSince: at - HELD_SINCE_MS,
      passwordHash: await hashPassword(password),
    })),
  )
}

/** Their authenticators, as they are stored. */
export function totpsOf(people: readonly DemoPerson[], sealKey: SealKeys, at: Instant): SeedTotp[] {
  return people.map(({ email, totpSecret }) => ({
    email,
    since: at - HELD_SINCE_MS,
    seal: (factorId, personId) => sealTotpSecret(sealKey, factorId, personId, totpSecret),
  }))
}
