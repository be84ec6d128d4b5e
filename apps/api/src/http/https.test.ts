import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ServerTls } from '@budeng/protocol'
import { TestAuthority } from '@budeng/protocol/testing-certificates'
import { silentLog } from '@budeng/storage'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD } from '../testing/fleet.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
let folder: string
let authority: TestAuthority
let tls: ServerTls
let house: TestHouse

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'budeng-https-'))
  authority = await TestAuthority.make()
  const { cert, key } = await authority.issue({ to: new Date(Date.now() + 5 * DAY_MS) })
  const files = { certFile: join(folder, 'crt'), keyFile: join(folder, 'key'), clientCaFile: null }
  writeFileSync(files.certFile, cert)
  writeFileSync(files.keyFile, key)
  tls = new ServerTls(files, silentLog)
  house = await startTestHouse({ tls })
})
afterAll(async () => {
  await house.close()
  tls.close()
  rmSync(folder, { recursive: true, force: true })
})

/** One request over TLS with the test's authority. */
function ask(path: string, body?: object, options: object = {}) {
  const { hostname, port } = new URL(house.url)
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  return new Promise<{ status: number; headers: Record<string, string | string[] | undefined>; text: string }>(
    (resolve, reject) => {
      const asked = request(
        { hostname, port, path, method: body ? 'POST' : 'GET', headers, ca: authority.cert, agent: false, ...options },
        (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
        },
      )
      asked.on('error', reject)
      asked.end(body && JSON.stringify(body))
    },
  )
}

test('GraphQL, cookies and headers are those of HTTPS', async () => {
  expect(house.url).toMatch(/^https:/)
  const login = await ask('/graphql', {
    query: 'mutation ($input: LoginInput!) { login(input: $input) { viewer { person { id } } userErrors { code } } }',
    variables: { input: { email: 'admin@cup.test', password: PASSWORD } },
  })
  expect(login.status).toBe(200)
  expect(String(login.headers['set-cookie'])).toMatch(/^budeng_session=.+; HttpOnly; SameSite=Lax; .*Secure$/)
  expect(login.headers['strict-transport-security']).toMatch(/max-age=31536000/)
})

test('the end of the certificate stands in metrics and readiness', async () => {
  const day = new Date(tls.expiresAt).toISOString().slice(0, 10)
  expect(JSON.parse((await ask('/readyz')).text)).toMatchObject({ warnings: [`HTTPS certificate: ${day}`] })
  expect((await ask('/metrics')).text).toContain(
    `budeng_api_certificate_expires_seconds ${Math.floor(tls.expiresAt / 1_000)}`,
  )
})

test('old TLS is refused, and so are callers without TLS', async () => {
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }
  await expect(ask('/livez', undefined, old)).rejects.toThrow()
  await expect(fetch(house.url.replace('https', 'http'))).rejects.toThrow()
  expect((await ask('/livez', undefined, { maxVersion: 'TLSv1.2' })).status).toBe(200)
})
