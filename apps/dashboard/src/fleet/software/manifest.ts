import { SOFTWARE_BYTES_MAX } from '@budeng/fleet/public'

/** What the vendor says of a package, in a file beside it. The key is the vendor's public one; not every vendor gives it. */
export interface Manifest {
  readonly model: string
  readonly version: string
  readonly bytes: number
  readonly sha256: string
  readonly signature: string
  readonly key: string | null
}

/** The manifest in a text; null when it is none. What its members must look like the API says. */
export function manifestOf(text: string): Manifest | null {
  const { model, version, bytes, sha256, signature, key = null } = objectIn(text)
  const texts = [model, version, sha256, signature]
  if (!texts.every((one) => typeof one === 'string' && one !== '') || typeof bytes !== 'number') return null
  if (key !== null && typeof key !== 'string') return null
  const [m, v, hash, sign] = texts as [string, string, string, string]
  return { model: m, version: v, bytes, sha256: hash, signature: sign, key }
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

type FileProblem = 'EMPTY' | 'TOO_LARGE' | 'OTHER_SIZE'

/** What can be seen of a file without sending it; null: nothing is wrong so far. */
export function fileProblem({ size }: Pick<File, 'size'>, manifest: Manifest | null): FileProblem | null {
  if (size === 0) return 'EMPTY'
  if (size > SOFTWARE_BYTES_MAX) return 'TOO_LARGE'
  return manifest !== null && manifest.bytes !== size ? 'OTHER_SIZE' : null
}

/** The address that takes the package that a manifest speaks of. */
export function packageAddress({ model, version, signature, sha256, key }: Manifest): string {
  const query = new URLSearchParams({ model, version, signature, sha256 })
  if (key !== null) query.set('key', key)
  return `/packages?${query}`
}
