import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Client } from '../testing/client.ts'
import { PASSWORD } from '../testing/fleet.ts'
import { confirmWith, loginFactor } from '../testing/people.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let keys = 0
const STEP_MS = 30_000
beforeAll(async () => {
  house = await startTestHouse({ singleR1: ['OPERATIONS', 'TECHNICIAN'] })
})
afterAll(() => house.close())

const COMMAND =
  'mutation($i:CommandRequestInput!){commandRequest(input:$i){command{id}userErrors{code facts{name value}}}}'
const BULK = 'mutation($i:BulkRequestInput!){bulkRequest(input:$i){bulkAction{id}userErrors{code}}}'
const terminal = (index = 0) => house.fleet.terminals.teahouse[index]?.id ?? ''
const lock = (changed: object = {}) => ({
  i: { terminalId: terminal(), command: { lock: {} }, reason: 'x', idempotencyKey: `f${keys++}`, ...changed },
})
const codeOf = (answer: { at(path: string): unknown }, field = 'commandRequest') =>
  answer.at(`${field}.userErrors.0.code`)

/** Logged in with password alone, before any factor exists. */
async function plain(email: string): Promise<Client> {
  const client = house.stranger()
  await client.login(email, PASSWORD)
  return client
}

describe('an authenticator', () => {
  test('is needed at the login once it is set up; wrong, missing and replayed codes answer like a wrong password', async () => {
    const secret = await house.people.totp('auditor@cup.test', house.keys.sealPeople)
    const wrong = await house.stranger().login('auditor@cup.test', 'not the password 1')
    const missing = await house.stranger().login('auditor@cup.test', PASSWORD)
    const factor = { totp: house.people.code(secret) }
    const right = await house.stranger().login('auditor@cup.test', PASSWORD, { factor })
    expect(right.at('login.viewer.person.email')).toBe('auditor@cup.test')
    const replayed = await house.stranger().login('auditor@cup.test', PASSWORD, { factor })
    expect([missing.text, replayed.text]).toEqual([wrong.text, wrong.text])
    house.clock.advance(10 * STEP_MS)
  })

  test('may be one step early or late, not two', async () => {
    const secret = await house.people.totp('viewer@cup.test', house.keys.sealPeople)
    const at = house.clock.now()
    const attempt = async (shift: number) =>
      (
        await house.stranger().login('viewer@cup.test', PASSWORD, {
          factor: { totp: house.people.code(secret, at + shift * STEP_MS) },
        })
      ).at('login.viewer') !== null
    expect(await attempt(-3)).toBe(false)
    expect(await attempt(3)).toBe(false)
    expect(await attempt(-1)).toBe(true)
    expect(await attempt(1)).toBe(true)
  })

  test('the same code twenty times at once opens one session', async () => {
    const secret = await house.people.totp('boss@haidilao.test', house.keys.sealPeople)
    const factor = { totp: house.people.code(secret) }
    // four at once: five would be a lock
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => house.stranger().login('boss@haidilao.test', PASSWORD, { factor })),
    )
    expect(answers.filter((answer) => answer.at('login.viewer') !== null)).toHaveLength(1)
  })

  test('guessing codes locks the account, also for the right one', async () => {
    const secret = await house.people.totp('desk@xuhui.test', house.keys.sealPeople)
    const guess = (totp: string) => house.stranger().login('desk@xuhui.test', PASSWORD, { factor: { totp } })
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => guess(String(100_000 + n))))
    const codes = answers.map((answer) => answer.at('login.userErrors.0.code'))
    expect(codes.filter((code) => code === 'LOGIN_FAILED').length).toBeLessThanOrEqual(5)
    expect((await guess(house.people.code(secret))).at('login.userErrors.0.code')).toBe('LOGIN_LOCKED')
    house.clock.advance(16 * 60_000)
  })

  test('its secret stands nowhere in the clear', async () => {
    const secret = await house.people.totp('wu@north.test', house.keys.sealPeople)
    const rows = await house.owner.read({ path: null }, (db) =>
      db.query<{ row: string }>("select encode(sealed, 'escape') as row from totp_factor"),
    )
    expect(rows.some(({ row }) => row.includes(secret))).toBe(false)
    expect(house.logged()).not.toContain(secret)
  })
})

describe('step-up', () => {
  test('R2 asks for a proof of this very act, and a code is good for one', async () => {
    const secret = await house.people.totp('ops@cup.test', house.keys.sealPeople)
    const ops = house.stranger()
    await ops.login('ops@cup.test', PASSWORD, { factor: { totp: house.people.code(secret) } })
    expect(codeOf(await ops.ask(COMMAND, lock()))).toBe('STEP_UP_REQUIRED')
    house.clock.advance(2 * STEP_MS)
    const stepUp = { totp: house.people.code(secret) }
    const race = await Promise.all(
      [0, 1, 2].map((index) => ops.ask(COMMAND, lock({ stepUp, terminalId: terminal(index) }))),
    )
    expect(race.map((answer) => codeOf(answer)).sort()).toEqual(['CODE_USED', 'CODE_USED', undefined])
    expect(codeOf(await ops.ask(COMMAND, lock({ stepUp })))).toBe('CODE_USED')
  })

  test('guessing codes for a command is counted like passwords', async () => {
    const client = await house.as('second@cup.test')
    await house.people.totp('second@cup.test', house.keys.sealPeople)
    client.confirm = undefined
    const codes = []
    for (let n = 0; n < 6; n++) codes.push(codeOf(await client.ask(COMMAND, lock({ stepUp: { totp: `10000${n}` } }))))
    expect(codes).toEqual([...Array(5).fill('CODE_WRONG'), 'CODE_LOCKED'])
    house.clock.advance(16 * 60_000)
  })

  test('a passkey signs exactly one act: not another terminal, not more of them, not twice, not in another session', async () => {
    const passkey = await house.people.passkey('admin@cup.test')
    const login = async () => {
      const client = house.stranger()
      await client.login('admin@cup.test', PASSWORD, { factor: await loginFactor(client, passkey) })
      return client
    }
    const [admin, other] = [await login(), await login()]
    const wish = lock()
    const { idempotencyKey: _key, ...act } = wish.i
    const prove = () => confirmWith(admin, passkey, 'commandRequest', { ...act, idempotencyKey: 'any' })
    const elsewhere = await admin.ask(COMMAND, lock({ stepUp: await prove(), terminalId: terminal(1) }))
    expect(codeOf(elsewhere)).toBe('STEP_UP_OTHER')
    const reworded = await admin.ask(COMMAND, lock({ stepUp: await prove(), reason: 'another reason' }))
    expect(codeOf(reworded)).toBe('STEP_UP_OTHER')
    const selection = await admin.ask('mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id}}}', {
      i: { terminalIds: [terminal(0), terminal(1)] },
    })
    const bulk = {
      selectionId: selection.at('selectionCreate.selection.id'),
      expectedCount: 2,
      command: { lock: {} },
      reason: 'x',
      idempotencyKey: `f${keys++}`,
      stepUp: await prove(),
    }
    expect(codeOf(await admin.ask(BULK, { i: bulk }), 'bulkRequest')).toBe('STEP_UP_OTHER')
    expect(codeOf(await other.ask(COMMAND, lock({ stepUp: await prove() })))).toBe('PASSKEY_WRONG')
    const stepUp = await prove()
    expect(codeOf(await admin.ask(COMMAND, lock({ stepUp })))).toBeUndefined()
    expect(codeOf(await admin.ask(COMMAND, lock({ stepUp })))).toBe('PASSKEY_WRONG')
  })

  test('a passkey whose counter did not rise was copied', async () => {
    const passkey = await house.people.passkey('far@north.test')
    passkey.counts = true
    const login = async () => {
      const client = house.stranger()
      return await client.login('far@north.test', PASSWORD, { factor: await loginFactor(client, passkey) })
    }
    expect((await login()).at('login.viewer')).not.toBeNull()
    passkey.counter = 0
    expect((await login()).at('login.userErrors.0.code')).toBe('LOGIN_FAILED')
  })

  test('one code stands for small actions on this session for 15 minutes, and for nothing larger', async () => {
    const ops = house.stranger()
    await ops.login('ops@else.test', PASSWORD)
    const secret = await house.people.totp('ops@else.test', house.keys.sealPeople)
    const relogin = () => ({
      i: {
        terminalId: house.fleet.terminals.elseStore[0]?.id,
        command: { reboot: {} },
        reason: 'x',
        idempotencyKey: `f${keys++}`,
      },
    })
    expect(codeOf(await ops.ask(COMMAND, relogin()))).toBe('STEP_UP_REQUIRED')
    const elevated = await ops.ask(
      'mutation($i:ElevationStartInput!){elevationStart(input:$i){elevatedUntil userErrors{code}}}',
      {
        i: { totp: house.people.code(secret) },
      },
    )
    expect(elevated.at('elevationStart.userErrors')).toEqual([])
    expect(codeOf(await ops.ask(COMMAND, relogin()))).not.toBe('STEP_UP_REQUIRED')
    const big = { ...relogin().i, command: { lock: {} } }
    expect(codeOf(await ops.ask(COMMAND, { i: big }))).toBe('STEP_UP_REQUIRED')
  })
})

describe('one’s own factors', () => {
  const CHANGE =
    'mutation($i:SecurityChangeRequest!){securityChange(input:$i){totpSecret challengeId passkeyOptions recoveryCodes userErrors{code}}}'

  test('the first one asks for the password; the next for a factor; recovery codes are good for one login each', async () => {
    const client = await plain('chen@south.test')
    expect(
      codeOf(await client.ask(CHANGE, { i: { act: 'PASSKEY_START', password: 'wrong 1' } }), 'securityChange'),
    ).toBe('PASSWORD_WRONG')
    const begun = await client.ask(CHANGE, { i: { act: 'PASSKEY_START', password: PASSWORD } })
    const passkey = house.people.newPasskey()
    const answer = await client.ask('mutation($i:PasskeyAddInput!){passkeyAdd(input:$i){userErrors{code}}}', {
      i: {
        name: 'my key',
        passkey: {
          challengeId: begun.at('securityChange.challengeId'),
          assertion: passkey.create(String(begun.at('securityChange.passkeyOptions'))),
        },
      },
    })
    expect(answer.at('passkeyAdd.userErrors')).toEqual([])
    const unproven = await client.ask(CHANGE, { i: { act: 'RECOVERY_CODES', password: PASSWORD } })
    expect(codeOf(unproven, 'securityChange')).toBe('STEP_UP_REQUIRED')
    const stepUp = await confirmWith(client, passkey, 'securityChange', { act: 'RECOVERY_CODES' })
    const made = await client.ask(CHANGE, { i: { act: 'RECOVERY_CODES', stepUp } })
    const codes = made.at('securityChange.recoveryCodes') as string[]
    expect(new Set(codes).size).toBe(10)
    const recover = async (recoveryCode = '') =>
      (await house.stranger().login('chen@south.test', PASSWORD, { factor: { recoveryCode } })).at('login.viewer') !==
      null
    expect([await recover(codes[0]), await recover(codes[0]), await recover(codes[1])]).toEqual([true, false, true])
  })

  test('a passkey gets another name, on record, from whoever holds it and nobody else', async () => {
    const holder = await house.as('li@north.test')
    await house.people.passkey('li@north.test')
    const list = async () =>
      (await holder.ask('{viewer{security{passkeys{id name}}}}')).at('viewer.security.passkeys') as {
        id: string
        name: string
      }[]
    const [passkey] = await list()
    const rename = async (client: Client, name: string) => {
      const answer = await client.ask('mutation($i:PasskeyRenameInput!){passkeyRename(input:$i){userErrors{code}}}', {
        i: { passkeyId: passkey?.id, name },
      })
      return answer.at('passkeyRename.userErrors')
    }
    expect(await rename(await house.as('admin@cup.test'), 'mine now')).toEqual([{ code: 'NOT_FOUND' }])
    expect(await rename(holder, ' ')).toEqual([{ code: 'NAME_LENGTH' }])
    expect(await rename(holder, ' the red key ')).toEqual([])
    expect(await list()).toEqual([{ id: passkey?.id, name: 'the red key' }])
    const told = await house.owner.read({ path: null }, (db) =>
      db.query(`select data from event where type = 'PasskeyRenamed'`),
    )
    expect(told).toEqual([{ data: { passkeyId: passkey?.id, name: 'the red key' } }])
  })
})
