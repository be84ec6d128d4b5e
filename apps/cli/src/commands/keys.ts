import { existsSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { DAY, SECOND } from '@budeng/kernel'
import {
  changeRoot,
  dropOldSealKeys,
  ensureFolderUnder,
  KEY_FILES,
  KeyFault,
  type KeyListFile,
  type KeyUse,
  type ListedKey,
  nameNextRoot,
  readHeldKeys,
  readKeyListFile,
  readRootFile,
  readSealKeys,
  retireKey,
  rotateKey,
  rotateSealKey,
  sealPath,
  type SealPurpose,
  writeNewRoot,
} from '@budeng/protocol'
import type { Environment } from '../environment.ts'
import { CommandFault, EXIT } from '../exit-codes.ts'
import { SEAL_SETTLE_MS } from '../limits.ts'
import { print, printJson, table } from '../output.ts'
import { withRecord } from './audit/record.ts'
import { olderBoxes, resealAll } from './reseal.ts'

interface InFolder {
  /** Left out: the folder of the environment. */
  readonly folder?: string
}
interface UnderRoot extends InFolder {
  /** The root's private half. Left out: `root.key` in the folder, which only a demonstration has. */
  readonly root?: string
}

interface SealOptions extends InFolder {
  readonly use: `seal-${SealPurpose}`
}

export interface InitOptions {
  readonly root: string
  readonly lasts: number
}

/** `keys init FOLDER --root FILE`: a whole set for production, the root's private half apart. */
export async function initKeys(folder: string, { root, lasts }: InitOptions): Promise<number> {
  const place = resolve(folder)
  const rootFile = resolve(root)
  if (!relative(place, rootFile).startsWith('..'))
    throw new CommandFault(EXIT.usage, `The root must not lie in the keys folder: ${rootFile} is inside ${place}.`)
  return await said(() => {
    if (existsSync(join(place, KEY_FILES.keyList))) throw new KeyFault(`${place} holds a key list already`)
    const pair = writeNewRoot(rootFile)
    ensureFolderUnder(place, pair, { nowMs: Date.now(), lastMs: lasts * DAY })
    const { list } = readKeyListFile(place)
    print(
      [
        `Keys in ${place}; key list version ${list.version}, in force for ${lasts} days.`,
        `The root's private half is ${rootFile}. Copy it to two places without a network and delete it here:`,
        'the platform runs without it, and whoever has it commands every terminal. Only rotate, retire, next-root and',
        'change-root need it: bring the folder to it, not it to the folder.',
        'command-….key and correction-….key are for the worker, clock-….key for the gateway, seal-presence.key and seal-people.key for the API,',
        'audit.key is for the worker; give audit.pub to whoever keeps exported checkpoints, on another machine.',
        'seal-link.key for all three; key-list.jws and root.pub for all.',
      ].join('\n'),
    )
  })
}

export interface RotateOptions extends UnderRoot {
  readonly use: KeyUse | `seal-${SealPurpose}`
  readonly overlap: number
  readonly lasts: number
}

/** `keys rotate`: a new key beside the old one, which ends with the overlap. */
export async function rotateKeys(environment: Environment, options: RotateOptions): Promise<number> {
  const folder = folderOf(environment, options)
  const { use, overlap, lasts } = options
  return await said(() => {
    if (isSealUse(use)) {
      rotateSealKey(folder, purposeOf(use))
      return print(`${use}.key has a new first line. Processes seal with it within seconds; the others go on opening.`)
    }
    const rotated = rotateKey(folder, rootOf(folder, options), {
      use,
      nowMs: Date.now(),
      overlapMs: overlap * DAY,
      lastMs: lasts * DAY,
    })
    print(`${rotated.kid} is new, key list version ${rotated.list.version}; older ${use} keys end in ${overlap} days.`)
    print('Copy its file and key-list.jws to where the processes read them; they notice by themselves.')
  })
}

/** `keys retire KID`: out of the list; its private half is deleted. */
export async function retireKeys(
  environment: Environment,
  kid: string,
  options: UnderRoot & { readonly now: boolean },
): Promise<number> {
  const folder = folderOf(environment, options)
  return await said(() => {
    const { list } = retireKey(folder, rootOf(folder, options), kid, { nowMs: Date.now(), atOnce: options.now })
    print(`${kid} is out of the list, now version ${list.version}, and its private half is deleted here.`)
  })
}

/** `keys next-root --new FILE`: makes the next root and names it in the list. */
export async function nextRoot(
  environment: Environment,
  options: UnderRoot & { readonly new: string },
): Promise<number> {
  const folder = folderOf(environment, options)
  return await said(() => {
    const root = rootOf(folder, options)
    const { list } = nameNextRoot(folder, root, writeNewRoot(resolve(options.new)).x)
    print(`Key list version ${list.version} names the next root. Its private half is ${resolve(options.new)}: take it`)
    print('away. Give terminals some days to learn of it, then: budeng keys change-root --root that file.')
  })
}

/** `keys change-root --root FILE`: the named next root signs from now on. */
export async function changeRoots(
  environment: Environment,
  options: InFolder & { readonly root: string },
): Promise<number> {
  const folder = folderOf(environment, options)
  return await said(() => {
    const { list } = changeRoot(folder, readRootFile(resolve(options.root)))
    print(`Key list version ${list.version} is under the new root. The old root's private half may be destroyed.`)
  })
}

/** `keys reseal`: seals anew what older keys sealed. Every process seals with the newest one by then. */
export async function resealKeys(environment: Environment, options: SealOptions): Promise<number> {
  const folder = folderOf(environment, options)
  const purpose = purposeOf(options.use)
  return await said(async () => {
    refuseUnsettled(folder, purpose)
    const keys = readSealKeys(folder, purpose)
    const counts = await withRecord(environment, (storage) => resealAll(storage, purpose, keys))
    for (const { place, older, closed } of counts)
      print(
        `${place}: ${older} sealed anew${closed === 0 ? '' : `, ${closed} that no key of ${options.use}.key opens`}`,
      )
    print(`Everything that ${options.use}.key opens is under its newest key. Next: budeng keys drop-seal.`)
  })
}

/** `keys drop-seal`: forgets older sealing keys, unless something in the database is still under one of them. */
export async function dropSealKeys(environment: Environment, options: SealOptions): Promise<number> {
  const folder = folderOf(environment, options)
  const purpose = purposeOf(options.use)
  return await said(async () => {
    refuseUnsettled(folder, purpose)
    const keys = readSealKeys(folder, purpose)
    const counts = await withRecord(environment, (storage) => olderBoxes(storage, purpose, keys))
    const left = counts.filter(({ older }) => older > 0)
    if (left.length > 0)
      throw new KeyFault(
        `older keys of ${options.use}.key still open ${left.map(({ place, older }) => `${older} in ${place}`).join(', ')}: first budeng keys reseal --use ${options.use}`,
      )
    dropOldSealKeys(folder, purpose)
    print(`${options.use}.key holds its newest key only.`)
  })
}

/** A process seals with an older key until it has read the new file. */
function refuseUnsettled(folder: string, purpose: SealPurpose): void {
  const path = sealPath(folder, purpose)
  const ageMs = Date.now() - statSync(path).mtimeMs
  if (ageMs < SEAL_SETTLE_MS)
    throw new KeyFault(
      `${path} changed ${Math.round(ageMs / SECOND)} s ago: processes may still seal with the key before; wait for ${SEAL_SETTLE_MS / SECOND} s`,
    )
}

/** `keys list`: what the key list names, and which private halves lie here. */
export async function listKeys(
  environment: Environment,
  options: InFolder & { readonly json: boolean },
): Promise<number> {
  const folder = folderOf(environment, options)
  return await said(() => {
    const file = readKeyListFile(folder)
    const keys = file.list.keys.map((key) => describe(key, folder, Date.now()))
    if (options.json) return printJson({ version: file.list.version, root: file.rootX, ...nextOf(file), keys })
    print(`Key list version ${file.list.version} under root ${file.rootX}${nextLine(file)}`)
    print(
      table(
        ['KEY', 'USE', 'FROM', 'TO', 'STATE', 'HERE'],
        keys.map(({ kid, use, from, to, state, here }) => [kid, use, from, to, state, here ? 'yes' : '']),
      ),
    )
  })
}

function describe({ kid, use, x, from, to }: ListedKey, folder: string, now: number) {
  const state = now < from ? 'to come' : now < to ? 'in force' : 'ended'
  const day = (at: number) => new Date(at).toISOString().slice(0, 16)
  return { kid, use, from: day(from), to: day(to), state, here: readHeldKeys(folder, use).has(x) }
}

function nextOf({ list }: KeyListFile): { nextRoot?: string } {
  return list.nextRoot === undefined ? {} : { nextRoot: list.nextRoot }
}

function nextLine({ list }: KeyListFile): string {
  return list.nextRoot === undefined ? '' : `, next root ${list.nextRoot}`
}

function folderOf({ keysDir }: Environment, { folder }: InFolder): string {
  return folder === undefined ? keysDir : resolve(folder)
}

function rootOf(folder: string, { root }: UnderRoot) {
  return readRootFile(root === undefined ? join(folder, KEY_FILES.root) : resolve(root))
}

function isSealUse(use: string): use is `seal-${SealPurpose}` {
  return use.startsWith('seal-')
}

function purposeOf(use: `seal-${SealPurpose}`): SealPurpose {
  return use.slice('seal-'.length) as SealPurpose
}

/** What is wrong with keys is said in a line, without a trace. */
async function said(work: () => void | Promise<void>): Promise<number> {
  try {
    await work()
    return EXIT.ok
  } catch (fault) {
    if (fault instanceof KeyFault) throw new CommandFault(EXIT.refused, fault.message)
    throw fault
  }
}
