import { constants, X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { createSecureContext, type Server, type TlsOptions } from 'node:tls'
import { Fault, type Instant } from '@budeng/kernel'
import { TLS_FILES_LOOK_MS } from './limits.ts'

/**
 * TLS as the platform's servers speak it: 1.2 at least, suites with authenticated encryption only, no renegotiation. The
 * runtime's defaults offer CBC suites and let a client renegotiate.
 */
export const SERVER_TLS = {
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'TLS_AES_128_GCM_SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'ECDHE-RSA-CHACHA20-POLY1305',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
  ].join(':'),
  honorCipherOrder: true,
  ecdhCurve: 'X25519:P-256:P-384',
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
} as const satisfies TlsOptions

/** PEM files of a server. */
export interface TlsFiles {
  /** The server's certificate, and those between it and the authority. */
  readonly certFile: string
  readonly keyFile: string
  /** Authorities of client certificates; null: clients show none. */
  readonly clientCaFile: string | null
}

/** A file that is missing, or does not fit the other. Says which, never what is in it. */
export class TlsFault extends Fault {
  override name = 'TlsFault'
}

interface Material {
  readonly options: TlsOptions
  readonly expiresAt: Instant
}

interface WatchLog {
  info(fields: object, message: string): void
  error(fields: object, message: string): void
}

/**
 * The certificate of a server that runs. It looks at its files every few seconds, and at once when told: a renewed
 * certificate is used for the next connection, one that does not do leaves the present one in use and is told.
 */
export class ServerTls {
  readonly files: TlsFiles
  readonly #log: WatchLog
  readonly #servers = new Set<Server>()
  readonly #timer: NodeJS.Timeout
  #material: Material
  #seen: string
  #reloads = 0
  #reloadsFailed = 0

  /** @throws TlsFault naming the file that is missing or wrong */
  constructor(files: TlsFiles, log: WatchLog) {
    this.files = files
    this.#log = log
    this.#seen = timesOf(files)
    this.#material = read(files)
    this.#timer = setInterval(() => this.look(), TLS_FILES_LOOK_MS).unref()
  }

  /** For the server that is made with it; `attach` keeps it up to date. */
  get options(): TlsOptions {
    return this.#material.options
  }

  /** When the certificate ends. */
  get expiresAt(): Instant {
    return this.#material.expiresAt
  }

  /** For metrics: times in seconds, as collectors want them. */
  figures() {
    return {
      certificateExpiresSeconds: Math.floor(this.expiresAt / 1_000),
      reloads: this.#reloads,
      reloadsFailed: this.#reloadsFailed,
    }
  }

  attach(server: Server): void {
    this.#servers.add(server)
  }

  /** Reads the files again where they changed. Never throws. */
  look(): void {
    const seen = timesOf(this.files)
    if (seen === this.#seen) return
    this.#seen = seen
    try {
      this.#material = read(this.files)
      for (const server of this.#servers) server.setSecureContext(this.#material.options)
      this.#reloads++
      this.#log.info({ expiresAt: new Date(this.expiresAt).toISOString() }, 'a renewed certificate is in use')
    } catch (fault) {
      this.#reloadsFailed++
      const reason = fault instanceof Error ? fault.message : String(fault)
      this.#log.error({ reason }, 'the certificate files changed and are not used')
    }
  }

  close(): void {
    clearInterval(this.#timer)
  }
}

function read({ certFile, keyFile, clientCaFile }: TlsFiles): Material {
  const [cert, key] = [readFile(certFile), readFile(keyFile)]
  const ca = clientCaFile === null ? undefined : readFile(clientCaFile)
  const client = ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true }
  const options: TlsOptions = { ...SERVER_TLS, cert, key, ...client }
  let expiresAt: Instant
  try {
    expiresAt = Date.parse(new X509Certificate(cert).validTo)
    createSecureContext(options)
  } catch (fault) {
    const code = fault instanceof Error && 'code' in fault ? String(fault.code) : 'UNREADABLE'
    throw new TlsFault(`${certFile} and ${keyFile} are no certificate and its key in PEM (${code})`)
  }
  if (ca !== undefined) assertCertificates(ca, clientCaFile ?? '')
  return { options, expiresAt }
}

function assertCertificates(pem: Buffer, file: string): void {
  if (parsed(pem) === null) throw new TlsFault(`${file} is no certificate in PEM`)
}

function parsed(pem: Buffer): X509Certificate | null {
  try {
    return new X509Certificate(pem)
  } catch {
    return null
  }
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (fault) {
    throw new TlsFault(`${path} cannot be read (${(fault as NodeJS.ErrnoException).code})`)
  }
}

function timesOf({ certFile, keyFile, clientCaFile }: TlsFiles): string {
  return [certFile, keyFile, clientCaFile ?? '']
    .map((path) => {
      const found = path === '' ? undefined : statSync(path, { throwIfNoEntry: false })
      return `${found?.mtimeMs}:${found?.size}:${found?.ino}`
    })
    .join(' ')
}
