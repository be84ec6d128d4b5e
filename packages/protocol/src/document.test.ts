import { execFileSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import * as limits from './limits.ts'
import {
  channelOf,
  COMMAND_TYPES,
  commandTraits,
  CORRECTION_CODES,
  CORRECTION_OBJECTIONS,
  CORRECTION_OPS,
  DOWN_REFUSALS,
  fromBase64url,
  JWS_REFUSALS,
  SignOnRefusal,
  signOnText,
  UP_REFUSALS,
  verifyBytes,
} from './index.ts'
import { TEST_DEVICE, TEST_DEVICE_PAIR } from './testing.ts'

// real time and real processes: a busy machine takes its time
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const room = new URL('../', import.meta.url).pathname
const read = (path: string) => readFileSync(join(room, path), 'utf8')
const document = read('PROTOCOL.md')
const script = read('by-hand/terminal.sh')

describe('PROTOCOL.md says what the code does', () => {
  const clauses = new Set([...document.matchAll(/\*\*\[(P-\d+\.\d+)\]\*\*/g)].map(([, clause]) => clause))

  test('each clause that code cites exists', () => {
    const cited = [
      'src/**/*.ts',
      'by-hand/*.sh',
      '../terminal/src/**/*.ts',
      '../../apps/*/src/**/*.ts',
      '../{simulator,storage,fleet}/src/**/*.ts',
    ]
      .flatMap((pattern) => globSync(pattern, { cwd: room }))
      .flatMap((path) => [...read(path).matchAll(/\[(P-\d+\.\d+)\]/g)].map(([, clause]) => `${clause} in ${path}`))
    expect(cited.length).toBeGreaterThan(100)
    expect(cited.filter((citation) => !clauses.has(citation.split(' ')[0]))).toEqual([])
  })

  test('no number is given twice, and references lead somewhere', () => {
    const defined = [...document.matchAll(/\*\*\[(P-\d+\.\d+)\]\*\*/g)].map(([, clause]) => clause)
    expect(defined).toHaveLength(clauses.size)
    for (const [, reference] of document.matchAll(/\[(P-\d+\.\d+)\]/g)) expect(clauses).toContain(reference)
  })

  test('kinds stand with their channel, types and reasons in full', () => {
    for (const [kind, channel] of Object.entries(channelOf))
      expect(document).toMatch(new RegExp(`^  \\| \`${channel}\` \\|.*\`${kind}\``, 'm'))
    for (const type of COMMAND_TYPES) expect(document).toContain(`\`${type}\``)
    expect(document).toContain(CORRECTION_OBJECTIONS.join(' '))
    for (const known of [...CORRECTION_OPS, ...CORRECTION_CODES]) expect(document).toContain(known)
    expect(document).toContain(UP_REFUSALS.join(' '))
    expect(document).toContain(JWS_REFUSALS.join(' '))
    expect(document).toContain(DOWN_REFUSALS.join(' '))
    for (const refusal of SignOnRefusal.options) expect(document).toContain(`\`${refusal}\``)
  })

  test('deferral and at-most-once are as in the table of the code', () => {
    const deferred = (reason: string) =>
      COMMAND_TYPES.filter((type) => commandTraits[type].deferredBy.some((known) => known === reason))
    expect(document).toContain(`IN_TRANSACTION (${deferred('IN_TRANSACTION').join(', ')})`)
    expect(document).toContain(`BUSY (${deferred('BUSY').join(', ')})`)
    expect(document).toContain(`REVERSAL_PENDING (${deferred('REVERSAL_PENDING').join(', ')}`)
    expect(document).toContain(`UNSETTLED_BATCH (${deferred('UNSETTLED_BATCH').join(', ')}`)
    expect(deferred('TIME_UNKNOWN')).toEqual(COMMAND_TYPES.filter((type) => type !== 'LOCK'))
    expect(COMMAND_TYPES.filter((type) => commandTraits[type].atMostOnce)).toEqual([
      'APP_RESTART',
      'REBOOT',
      'REBOOT_FORCED',
    ])
  })

  test.each([
    ['P-14.1', `${limits.UP_BYTES_MAX / 1024} KiB / ${limits.DOWN_BYTES_MAX / 1024} KiB`],
    ['P-14.2', `${limits.ENROL_BYTES_MAX / 1024} KiB`],
    ['P-14.3', `${limits.JSON_DEPTH_MAX} / ${limits.JSON_NODES_MAX.toLocaleString('en')}`],
    ['P-14.4', `${limits.WINDOW_SIZE} / ${limits.RING_SIZE}`],
    ['P-14.5', `${limits.KEYS_MAX} / ${limits.SUPPORTS_MAX}`],
    ['P-14.6', `${limits.CHUNK_BYTES_MAX / 1024} KiB / ${limits.CHUNKS_MAX}`],
    ['P-14.7', `${limits.INTERVAL_SEC_MIN}–${limits.INTERVAL_SEC_MAX} s, usually ${limits.INTERVAL_SEC_DEFAULT}`],
    ['P-14.8', `${limits.TIME_TRUST_MS / 3_600_000} h / ${limits.SIGN_ON_NONCE_MS / 1_000} s`],
    ['P-14.9', `${limits.DETAIL_CHARS_MAX} characters`],
    ['P-14.10', `${limits.RECORDS_MAX} / ${limits.RECORD_BODY_CHARS_MAX.toLocaleString('en')}`],
    ['P-14.11', `${limits.MISSING_RANGES_MAX}`],
    ['P-14.12', `${limits.BATCH_TOTALS_MAX} / ${limits.JOURNAL_KEEP_MS / 3_600_000} h`],
    [
      'P-14.13',
      `${limits.COMPARE_DIGESTS_MAX.toLocaleString('en')} / ${limits.COMPARE_BUCKETS_MAX}, ${limits.COMPARE_RECORDS_MAX}`,
    ],
    [
      'P-14.14',
      `${limits.CORRECTION_PATCH_MEMBERS_MAX} / ${limits.CORRECTION_MEMBER_CHARS_MAX}, ${limits.CORRECTION_PATCH_CHARS_MAX.toLocaleString('en')}`,
    ],
  ])('%s is the limit of the code', (clause, limit) => {
    expect(document.split('\n').find((line) => line.includes(`**[${clause}]**`))).toContain(`| ${limit} |`)
  })

  test('the lines of chapter 16 are the lines of the script', () => {
    const quoted = [...document.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, lines = '']) => lines)
    expect(quoted.length).toBeGreaterThan(10)
    for (const lines of quoted) expect(script).toContain(lines)
  })
})

function findOpenssl(): boolean {
  try {
    return execFileSync('openssl', ['version'], { encoding: 'utf8' }).startsWith('OpenSSL 3')
  } catch {
    return false
  }
}

const hasOpenssl = findOpenssl()
if (!hasOpenssl) process.stdout.write('SKIPPED: PROTOCOL.md by openssl (openssl 3 not found)\n')

describe.skipIf(!hasOpenssl)('the lines of PROTOCOL.md, run by openssl, give the golden bytes [P-16]', () => {
  const golden = (name: string) => JSON.parse(read(`golden/${name}.json`))
  const secrets = golden('secrets')
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'budeng-openssl-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Runs lines with the script's functions at hand. */
  function bash(lines: string, input = ''): string {
    const text = `source '${room}by-hand/terminal.sh'\n${lines}`
    return execFileSync('bash', ['-c', text], {
      encoding: 'utf8',
      input,
      env: { ...process.env, BUDENG_TERMINAL_FOLDER: folder },
    })
  }
  const hexOf = (base64url: string) => (fromBase64url(base64url) ?? Buffer.alloc(0)).toString('hex')

  test('keys from K [P-3.6]', () => {
    const names = Object.keys(secrets.derived)
    const lines = names.map((name) => `hkdf_hex ${hexOf(secrets.k)} budeng-${name}; echo`).join('\n')
    expect(bash(lines).trim().split('\n')).toEqual(names.map((name) => hexOf(secrets.derived[name])))
  })

  test('envelope of every kind [P-2.5]', () => {
    const examples = Object.keys(channelOf).map((kind) => golden(`up-${kind}`))
    const lines = examples.map(({ topic, bytes }) => `envelope '${topic}' '${bytes.slice(44)}'; echo`).join('\n')
    expect(
      bash(`UP=${hexOf(secrets.derived.up)}\n${lines}`)
        .trim()
        .split('\n'),
    ).toEqual(examples.map(({ bytes }) => bytes))
  })

  test('tags of acknowledgement and sign-on answer [P-10.3] [P-7.5]', () => {
    const { stream, era, epoch, throughSeq, missing, tag } = golden('down-ack').message
    const signon = golden('down-signon').message
    const texts = [
      `${stream}|${era}|${epoch}|${throughSeq}|${missing.join(',')}|`,
      `signon|${signon.nonce}|${signon.result}|`,
    ]
    const lines = texts
      .map((text) => `printf %s '${text}' | hmac ${hexOf(secrets.derived.ack)} | b64url; echo`)
      .join('\n')
    expect(bash(lines).trim().split('\n')).toEqual([tag, signon.tag])
  })

  test('signatures are verified, and a broken one is not [P-9.2]', () => {
    const keyList = golden('keylist').payload
    const { bytes, payload } = golden('command-relogin')
    const lines = (token: string) =>
      `KEY_LIST='${JSON.stringify(keyList)}'\nverified '${token}' budeng-command command || echo refused`
    expect(JSON.parse(bash(lines(bytes)))).toEqual(payload)
    expect(bash(lines(`${bytes.slice(0, -6)}AAAAAA`))).toBe('refused\n')
    expect(bash(lines(golden('welcome').bytes))).toBe('refused\n')
  })

  test('a sign-on signed by openssl is genuine [P-7.3]', () => {
    const der = TEST_DEVICE_PAIR.privateKey.export({ format: 'pem', type: 'pkcs8' })
    writeFileSync(join(folder, 'device.pem'), der)
    const claim = {
      nonce: golden('up-proof').message.nonce,
      ticket: 'CQkJCQkJCQkJCQkJCQkJCQ',
      device: TEST_DEVICE,
      epoch: 1,
      batch: '000042',
      kcv: 'A1B2C3D4',
    }
    const lines = `send() { sed -n 's/.*"sig":"\\([^"]*\\)".*/\\1/p' <<<"$2"; }
      RELOGIN=yes CONN=7 DEVICE=${claim.device} EPOCH=1 BATCH=${claim.batch} KCV=${claim.kcv} TICKET=${claim.ticket}
      prove '{"v":1,"kind":"nonce","nonce":"${claim.nonce}","conn":7}'`
    const signature = bash(lines).trim()
    expect(signature).toBe(golden('up-proof').message.sig)
    expect(verifyBytes(signOnText(claim), signature, TEST_DEVICE_PAIR.x)).toBe(true)
  })

  test('enrolment: the request as ours, the answer opened [P-3.2] [P-3.4]', () => {
    const { enrolmentCode, request, answer, enrolled } = golden('enrolment')
    writeFileSync(join(folder, 'device.pem'), TEST_DEVICE_PAIR.privateKey.export({ format: 'pem', type: 'pkcs8' }))
    writeFileSync(join(folder, 'nonce'), request.nonce)
    const lines = `curl() { printf %s "\${@: -1}" >"$FOLDER/request.json"; echo '${JSON.stringify(answer)}'; }
      enrol ${request.serial} ${enrolmentCode.toLowerCase()} && cat "$FOLDER/request.json" && echo && cat "$FOLDER/enrolled.json"`
    expect(
      bash(lines)
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([request, enrolled])
  })

  test('digits and words [P-12.1] [P-12.2]', () => {
    const { digits, words, derived } = secrets
    const lines = `result() { :; }\nID=${secrets.commandId} DIGITS=${hexOf(derived.digits)} WORDS=${hexOf(derived.words)}\npresence`
    expect(bash(lines)).toContain(`${digits}   ${words.en.join(' ')}`)
  })
})
