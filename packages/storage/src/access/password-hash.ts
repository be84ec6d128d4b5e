import { argon2, type Argon2Parameters, randomBytes, timingSafeEqual } from 'node:crypto'

/** OWASP's setting for argon2id: 19 MiB, two passes, one lane. About 60 ms, on a thread of its own. */
const MEMORY_KIB = 19 * 1024
const PASSES = 2
const LANES = 1
const SALT_BYTES = 16
const HASH_BYTES = 32

/** `$argon2id$v=19$m=…,t=…,p=…$salt$hash`, as other tools write and read it. */
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22,64})\$([A-Za-z0-9+/]{43,86})$/

/** What is stored of a password. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(SALT_BYTES)
  const tag = await derive(password, {
    nonce,
    memory: MEMORY_KIB,
    passes: PASSES,
    parallelism: LANES,
    tagLength: HASH_BYTES,
  })
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${base64(nonce)}$${base64(tag)}`
}

/** Whether the password is the one that was hashed. False for a stored text that is no hash. */
export async function isPasswordRight(password: string, stored: string): Promise<boolean> {
  const match = PHC.exec(stored)
  if (match === null) return false
  const [memory, passes, parallelism] = match.slice(1, 4).map(Number) as [number, number, number]
  const [nonce, expected] = match.slice(4, 6).map((text) => Buffer.from(text, 'base64')) as [Buffer, Buffer]
  const tag = await derive(password, { nonce, memory, passes, parallelism, tagLength: expected.length })
  return timingSafeEqual(tag, expected)
}

/** Passwords typed on different keyboards compare equal. */
function derive(password: string, parameters: Omit<Argon2Parameters, 'message'>): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    argon2('argon2id', { ...parameters, message: password.normalize('NFKC') }, (error, tag) =>
      error ? reject(error) : resolve(tag),
    ),
  )
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
