import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

/** What is worth packing; fonts and pictures are packed already. */
const PACKED = /\.(js|css|html|svg|json)$/
/** Smaller ones fit into one packet anyway. */
const BYTES_MIN = 1_024
/** 11 packs 4 % smaller and takes eight times as long. */
const BROTLI_QUALITY = 9

/** Lays a `.br` and a `.gz` beside each built file, so that the server packs nothing while it serves. */
export function precompress(): Plugin {
  let folder = 'dist'
  return {
    name: 'budeng:precompress',
    apply: 'build',
    configResolved: ({ root, build }) => {
      folder = join(root, build.outDir)
    },
    closeBundle: async () => {
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => PACKED.test(name))
      await Promise.all(files.map((name) => pack(join(folder, name))))
    },
  }
}

async function pack(path: string): Promise<void> {
  const bytes = readFileSync(path)
  if (bytes.length < BYTES_MIN) return
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  const [brotli, gzipped] = await Promise.all([
    promisify(brotliCompress)(bytes, { params }),
    promisify(gzip)(bytes, { level: 9 }),
  ])
  writeFileSync(`${path}.br`, brotli)
  writeFileSync(`${path}.gz`, gzipped)
}
