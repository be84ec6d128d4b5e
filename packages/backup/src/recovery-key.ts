import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { BackupFault } from '@budeng/storage/backup'

const IDENTITY = /^AGE-SECRET-KEY-1[A-Z0-9]{58}$/

/**
 * Makes the key that opens backups, as `age-keygen` does, in a file of its own (0600, never over another one), and answers
 * its public half, with which backups are made.
 * @throws BackupFault when the file is there
 */
export async function makeRecoveryKey(path: string, madeAt: Date): Promise<string> {
  const identity = await generateX25519Identity()
  const recipient = await identityToRecipient(identity)
  const text = `# created: ${madeAt.toISOString()}\n# public key: ${recipient}\n${identity}\n`
  const file = await open(path, 'wx', 0o600).catch((fault: NodeJS.ErrnoException) => {
    const why =
      fault.code === 'EEXIST'
        ? 'is there already: it may be the key of older backups'
        : `cannot be made (${fault.code})`
    throw new BackupFault(`${path} ${why}.`, { cause: fault })
  })
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  return recipient
}

/** The secret half from its file. @throws BackupFault that names the file and nothing in it */
export function readRecoveryKey(path: string): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException
    throw new BackupFault(`The recovery key ${path} cannot be read (${code}).`, { cause: fault })
  }
  const identity = text.split(/\s*\n/).find((line) => IDENTITY.test(line))
  if (identity === undefined) throw new BackupFault(`${path} holds no recovery key (AGE-SECRET-KEY-1…).`)
  return identity
}
