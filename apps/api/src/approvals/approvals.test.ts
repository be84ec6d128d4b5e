import { APPROVAL_LAPSE_MS } from '@budeng/fleet'
import { HOUR } from '@budeng/kernel'
import { lapseChanges, markOverdueReviews, PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer, Client } from '../testing/client.ts'
import type { NodeName } from '../testing/fleet.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let admin: Client
let second: Client
let ops: Client
let head: Client
let keys = 0
beforeAll(async () => {
  house = await startTestHouse()
  ;[admin, second, ops, head] = (await Promise.all(
    ['admin@cup.test', 'second-admin@cup.test', 'ops@cup.test', 'head@north.test'].map((email) => house.as(email)),
  )) as [Client, Client, Client, Client]
})
afterAll(() => house.close())

const key = () => `k${++keys}`
const CHANGE = 'changeRequest{id kind state hash before after needsAbove note version decidedBy{email}}'
const ERRORS = 'userErrors{code message path}'

/** Asks for a node's own word. */
const propose = (client: Client, node: NodeName, policy: object) =>
  client.ask(`mutation($i:PolicyChangeInput!){policyChange(input:$i){${CHANGE} ${ERRORS}}}`, {
    i: { organisationId: house.fleet.nodes[node].id, policy, reason: 'as agreed', idempotencyKey: key() },
  })
const found = (answer: Answer) => {
  const change = answer.at('policyChange.changeRequest') as { id: string; hash: string } | null
  if (change === null) throw new Error(answer.text)
  return change
}
const decide = (
  client: Client,
  { id, hash }: { id: string; hash: string },
  wish: { approve?: boolean; note?: string; hash?: string; idempotencyKey?: string } = {},
) =>
  client.ask(`mutation($i:ChangeDecideInput!){changeDecide(input:$i){replayed ${CHANGE} ${ERRORS}}}`, {
    i: { changeId: id, hash, approve: true, idempotencyKey: key(), ...wish },
  })
const refusal = (answer: Answer, mutation: string) => answer.at(`${mutation}.userErrors.0.code`)
const raiseAt = async (client: Client, node: NodeName) => {
  const answer = await client.ask(
    'query($id:ID!){organisation(id:$id){policies{bulkRaise{terminals own origin{name}}}}}',
    { id: house.fleet.nodes[node].id },
  )
  return answer.at('organisation.policies.bulkRaise')
}
const expire = () =>
  house.worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    await lapseChanges(unit, 100)
    await markOverdueReviews(unit, 100)
  })

describe('a policy is changed by two', () => {
  test('it holds when another human approved exactly what was shown, here and below', async () => {
    expect(await raiseAt(ops, 'xuhui')).toEqual({ terminals: 50, own: false, origin: null })
    const change = found(await propose(admin, 'north', { bulkRaise: { terminals: 5 } }))
    expect(await raiseAt(ops, 'xuhui')).toMatchObject({ terminals: 50 })
    const answer = await decide(second, change)
    expect(answer.at('changeDecide.changeRequest')).toMatchObject({
      state: 'APPROVED',
      before: { kind: 'BULK_RAISE', value: null },
      after: { kind: 'BULK_RAISE', value: { terminals: 5 } },
      decidedBy: { email: 'second-admin@cup.test' },
    })
    expect(await raiseAt(ops, 'xuhui')).toEqual({
      terminals: 5,
      own: false,
      origin: { name: 'North Agency' },
    })
    expect(await raiseAt(head, 'north')).toMatchObject({ terminals: 5, own: true })
    expect(await raiseAt(ops, 'south')).toMatchObject({ terminals: 50 })
    const exceptions = await ops.ask('query($id:ID!){organisation(id:$id){policies{exceptions{name}}}}', {
      id: house.fleet.nodes.cup.id,
    })
    expect(exceptions.at('organisation.policies.exceptions')).toEqual([{ name: 'North Agency' }])
    const events = await ops.ask('query($s:String){events(filter:{subject:$s}){nodes{type text}}}', {
      s: house.fleet.nodes.north.id,
    })
    expect(events.at('events.nodes.0.type')).toBe('NodePolicyChanged')
  })

  test('the action where it happens follows it: six terminals below are many now', async () => {
    const tierOf = async (terminalIds: string[]) => {
      const selection = await ops.ask('mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id}}}', {
        i: { terminalIds },
      })
      const preview = await ops.ask(
        'query($id:ID!){actionPreview(selectionId:$id,command:{reboot:{}}){tier needsSecondPerson}}',
        {
          id: selection.at('selectionCreate.selection.id'),
        },
      )
      return preview.at('actionPreview')
    }
    const [north, south] = [house.fleet.terminals.xuhui, house.fleet.terminals.teahouse].map((all) =>
      all.map(({ id }) => id),
    )
    expect(await tierOf((north ?? []).slice(0, 6))).toEqual({ tier: 'R2', needsSecondPerson: true })
    expect(await tierOf((north ?? []).slice(0, 5))).toEqual({ tier: 'R1', needsSecondPerson: false })
    // the strictest of all places holds for the whole
    expect(await tierOf([...(south ?? []), ...(north ?? []).slice(0, 2)])).toEqual({
      tier: 'R2',
      needsSecondPerson: true,
    })
    expect(await tierOf(south ?? [])).toEqual({ tier: 'R1', needsSecondPerson: false })
  })

  test('not by the one who asked, by nobody without the right, not with another hash, and once', async () => {
    const change = found(await propose(admin, 'south', { bulkRaise: { terminals: 7 } }))
    expect(refusal(await decide(admin, change), 'changeDecide')).toBe('OWN_REQUEST')
    expect(refusal(await decide(ops, change), 'changeDecide')).toBe('NOT_PERMITTED')
    expect(refusal(await decide(head, change), 'changeDecide')).toBe('NOT_FOUND')
    expect(refusal(await decide(second, change, { hash: '0'.repeat(64) }), 'changeDecide')).toBe('HASH_CHANGED')
    expect(refusal(await decide(second, change, { approve: false }), 'changeDecide')).toBe('REASON_MISSING')
    const idempotencyKey = key()
    const denied = await decide(second, change, { approve: false, note: 'no need', idempotencyKey })
    expect(denied.at('changeDecide.changeRequest')).toMatchObject({ state: 'DENIED', note: 'no need' })
    // the same answer again is the first one; another decision is none
    expect(
      (await decide(second, change, { approve: false, note: 'no need', idempotencyKey })).at('changeDecide.replayed'),
    ).toBe(true)
    expect(refusal(await decide(second, change), 'changeDecide')).toBe('NOT_PENDING')
    expect(await raiseAt(ops, 'south')).toMatchObject({ terminals: 50 })
  })

  test('of two that change the same, the later one is out of date, and says so for good', async () => {
    const [first, late] = [
      found(await propose(admin, 'tea', { bulkRaise: { terminals: 7 } })),
      found(await propose(admin, 'tea', { bulkRaise: { terminals: 9 } })),
    ]
    await decide(second, first)
    const answer = await decide(second, late)
    expect(refusal(answer, 'changeDecide')).toBe('CHANGE_STALE')
    expect(answer.at('changeDecide.changeRequest.state')).toBe('STALE')
    expect(await raiseAt(ops, 'tea')).toMatchObject({ terminals: 7 })
  })

  test('both at the same time: one of them', async () => {
    const change = found(await propose(admin, 'harbin', { bulkRaise: { terminals: 7 } }))
    const other = await house.as('second-admin@cup.test')
    const answers = await Promise.all([decide(second, change), decide(other, change), decide(second, change)])
    expect(answers.map((answer) => refusal(answer, 'changeDecide') ?? 'made').sort()).toEqual([
      'NOT_PENDING',
      'NOT_PENDING',
      'made',
    ])
  })

  test('withdrawn by the one who asked; lapsed after three days, and an approval after that is none', async () => {
    const withdraw = (client: Client, changeId: string) =>
      client.ask(`mutation($i:ChangeWithdrawInput!){changeWithdraw(input:$i){${CHANGE} ${ERRORS}}}`, {
        i: { changeId, idempotencyKey: key() },
      })
    const mine = found(await propose(admin, 'cup', { bulkRaise: { terminals: 7 } }))
    expect(refusal(await withdraw(second, mine.id), 'changeWithdraw')).toBe('NOT_YOURS')
    expect((await withdraw(admin, mine.id)).at('changeWithdraw.changeRequest.state')).toBe('WITHDRAWN')
    expect(refusal(await decide(second, mine), 'changeDecide')).toBe('NOT_PENDING')
  })

  test('what is no change or no policy is told at once', async () => {
    expect(refusal(await propose(admin, 'north', { bulkRaise: { terminals: 5 } }), 'policyChange')).toBe('NO_CHANGE')
    expect(refusal(await propose(admin, 'north', { bulkRaise: { terminals: 0 } }), 'policyChange')).toBe('BAD_POLICY')
    expect(refusal(await propose(ops, 'north', { bulkRaise: { terminals: 9 } }), 'policyChange')).toBe('NOT_PERMITTED')
    expect(refusal(await propose(head, 'cup', { bulkRaise: { terminals: 9 } }), 'policyChange')).toBe('NOT_FOUND')
    expect((await propose(admin, 'north', { bulkRaise: { terminals: 9 }, inherit: 'BULK_RAISE' })).codes).toEqual([
      'BAD_USER_INPUT',
    ])
  })

  test('an agent does not take away what its acquirer built: somebody above must agree', async () => {
    const text = { trainingZhCn: '先读词。', trainingEn: 'Words first.' }
    const change = found(await propose(head, 'north', { presence: { requiredFor: [], bulkFrom: 2, ...text } }))
    expect(change).toMatchObject({ needsAbove: true })
    const secondHead = await house.as('second-head@north.test')
    expect(refusal(await decide(secondHead, change), 'changeDecide')).toBe('APPROVER_ABOVE')
    const tighter = found(
      await propose(head, 'north', {
        presence: { requiredFor: ['AGENT', 'TECHNICIAN'], bulkFrom: 3, ...text },
      }),
    )
    expect((await decide(secondHead, tighter)).at('changeDecide.changeRequest.state')).toBe('APPROVED')
    // it holds now: an agent of North must make three commands at least, or prove presence
    const agent = await house.as('li@north.test')
    const ids = house.fleet.terminals.xuhui.slice(0, 2).map(({ id }) => id)
    const selection = await agent.ask('mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id}}}', {
      i: { terminalIds: ids },
    })
    const selectionId = selection.at('selectionCreate.selection.id')
    const preview = await agent.ask(
      'query($id:ID!){actionPreview(selectionId:$id,command:{relogin:{}}){reasons{code}}}',
      {
        id: selectionId,
      },
    )
    expect(preview.at('actionPreview.reasons.0.code')).toBe('BULK_TOO_SMALL')
    const bulk = await agent.ask(`mutation($i:BulkRequestInput!){bulkRequest(input:$i){bulkAction{id} ${ERRORS}}}`, {
      i: { selectionId, expectedCount: 2, command: { relogin: {} }, reason: 'x', idempotencyKey: key() },
    })
    expect(refusal(bulk, 'bulkRequest')).toBe('BULK_TOO_SMALL')
    const challenge = await agent.ask(
      'mutation($i:PresenceStartInput!){presenceStart(input:$i){challenge{trainingText}}}',
      {
        i: { terminalId: ids[0], command: { relogin: {} }, idempotencyKey: key() },
      },
    )
    expect(challenge.at('presenceStart.challenge.trainingText')).toBe('Words first.')
  })
})

describe('one inbox', () => {
  const INBOX =
    '{approvals{nodes{id kind since until overdue hash reason maker{email} right{allowed reasons{code}} alone{allowed reasons{code}} subject{__typename}}}}'

  test('holds what waits, the oldest first, page by page, with who may decide', async () => {
    const change = found(await propose(admin, 'cup', { bulkRaise: { terminals: 40 } }))
    const selection = await ops.ask('mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id}}}', {
      i: { terminalIds: house.fleet.terminals.teahouse.map(({ id }) => id) },
    })
    const bulk = await ops.ask(`mutation($i:BulkRequestInput!){bulkRequest(input:$i){bulkAction{id} ${ERRORS}}}`, {
      i: {
        selectionId: selection.at('selectionCreate.selection.id'),
        expectedCount: 4,
        command: { lock: {} },
        reason: 'x',
        idempotencyKey: key(),
      },
    })
    const seen = (await second.ask(INBOX)).at('approvals.nodes') as { id: string; kind: string; since: string }[]
    expect(seen.map(({ since }) => since)).toEqual(seen.map(({ since }) => since).sort())
    expect(seen.find(({ id }) => id === change.id)).toMatchObject({
      kind: 'CHANGE',
      hash: change.hash,
      maker: { email: 'admin@cup.test' },
      right: { allowed: true },
      alone: { allowed: false, reasons: [{ code: 'NOT_YOURS' }] },
      subject: { __typename: 'ChangeRequest' },
    })
    const own = (await admin.ask(INBOX)).at('approvals.nodes') as { id: string }[]
    expect(own.find(({ id }) => id === change.id)).toMatchObject({
      right: { allowed: false, reasons: [{ code: 'OWN_REQUEST' }] },
      alone: { allowed: true },
    })
    expect(seen.map(({ id }) => id)).toContain(bulk.at('bulkRequest.bulkAction.id'))
    const paged: string[] = []
    for (let after: unknown = null; ; ) {
      const page = await second.ask(
        'query($a:String){approvals(first:1,after:$a){nodes{id} pageInfo{hasNextPage endCursor}}}',
        {
          a: after,
        },
      )
      paged.push(String(page.at('approvals.nodes.0.id')))
      if (page.at('approvals.pageInfo.hasNextPage') !== true) break
      after = page.at('approvals.pageInfo.endCursor')
    }
    expect(paged).toEqual(seen.map(({ id }) => id))
    const elsewhere = await (await house.as('chen@south.test')).ask('{approvals{nodes{id}}}')
    expect((elsewhere.at('approvals.nodes') as { id: string }[]).map(({ id }) => id)).not.toContain(change.id)
  })

  test('what nobody decided is gone after three days', async () => {
    const change = found(await propose(admin, 'xuhui', { bulkRaise: { terminals: 4 } }))
    house.clock.advance(APPROVAL_LAPSE_MS)
    expect(refusal(await decide(await house.as('second-admin@cup.test'), change), 'changeDecide')).toBe(
      'APPROVAL_LAPSED',
    )
    await expire()
    const state = await (await house.as('ops@cup.test')).ask(
      'query($id:ID!){changeRequest(id:$id){state} approval(id:$id){id}}',
      {
        id: change.id,
      },
    )
    expect(state.data).toEqual({ changeRequest: { state: 'LAPSED' }, approval: null })
  })
})

describe('one person alone', () => {
  const use = (client: Client, { id, hash }: { id: string; hash: string }, reason = 'nobody can be reached') =>
    client.ask(
      `mutation($i:BreakGlassUseInput!){breakGlassUse(input:$i){breakGlass{id state reviewDueAt} ${ERRORS}}}`,
      { i: { subjectId: id, hash, reason, idempotencyKey: key() } },
    )
  const review = (client: Client, breakGlassId: unknown, confirm: boolean, note?: string) =>
    client.ask(
      `mutation($i:BreakGlassReviewInput!){breakGlassReview(input:$i){breakGlass{state note overdueAt reviewedBy{email}} ${ERRORS}}}`,
      { i: { breakGlassId, confirm, note, idempotencyKey: key() } },
    )
  beforeAll(async () => {
    // three days have passed
    ;[admin, second, ops, head] = (await Promise.all(
      ['admin@cup.test', 'second-admin@cup.test', 'ops@cup.test', 'head@north.test'].map((email) => house.as(email)),
    )) as [Client, Client, Client, Client]
  })

  test('makes a change at once, and somebody else must look at it', async () => {
    const change = found(await propose(admin, 'cup', { bulkRaise: { terminals: 30 } }))
    expect(refusal(await use(second, change), 'breakGlassUse')).toBe('NOT_YOURS')
    expect(refusal(await use(admin, change, ''), 'breakGlassUse')).toBe('REASON_MISSING')
    expect(refusal(await use(admin, { ...change, hash: 'x' }), 'breakGlassUse')).toBe('HASH_CHANGED')
    const answer = await use(admin, change)
    const id = answer.at('breakGlassUse.breakGlass.id')
    expect(answer.at('breakGlassUse.breakGlass.state')).toBe('TO_REVIEW')
    expect(await raiseAt(ops, 'cup')).toMatchObject({ terminals: 30 })
    expect(refusal(await use(admin, change), 'breakGlassUse')).toBe('NOT_PENDING')
    expect(refusal(await review(admin, id, true), 'breakGlassReview')).toBe('OWN_REQUEST')
    expect(refusal(await review(ops, id, false), 'breakGlassReview')).toBe('REASON_MISSING')
    const judged = await review(ops, id, false, 'it could have waited')
    expect(judged.at('breakGlassReview.breakGlass')).toMatchObject({
      state: 'CONTESTED',
      note: 'it could have waited',
      reviewedBy: { email: 'ops@cup.test' },
    })
  })

  test('releases an action on many; nobody reviews it in a day: an event, and it stands on the overview', async () => {
    const selection = await admin.ask('mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id}}}', {
      i: { terminalIds: house.fleet.terminals.harbin.map(({ id }) => id) },
    })
    const bulk = await admin.ask(
      `mutation($i:BulkRequestInput!){bulkRequest(input:$i){bulkAction{id hash state} ${ERRORS}}}`,
      {
        i: {
          selectionId: selection.at('selectionCreate.selection.id'),
          expectedCount: 3,
          command: { lock: {} },
          reason: 'stolen',
          idempotencyKey: key(),
        },
      },
    )
    const action = bulk.at('bulkRequest.bulkAction') as { id: string; hash: string }
    expect(action).toMatchObject({ state: 'PENDING_APPROVAL' })
    const id = (await use(admin, action)).at('breakGlassUse.breakGlass.id')
    const after = await ops.ask('query($id:ID!){bulkAction(id:$id){state commands{nodes{state approvedBy{email}}}}}', {
      id: action.id,
    })
    expect(after.at('bulkAction.state')).toBe('APPROVED')
    expect(after.at('bulkAction.commands.nodes.0')).toEqual({
      state: 'QUEUED',
      approvedBy: { email: 'admin@cup.test' },
    })
    await expire()
    expect((await ops.ask('query($id:ID!){approval(id:$id){overdue}}', { id })).at('approval.overdue')).toBe(false)
    house.clock.advance(24 * HOUR)
    await expire()
    await expire()
    const late = await house.as('ops@cup.test')
    const seen = await late.ask(
      'query($id:ID!,$s:String){approval(id:$id){kind overdue right{allowed}} fleetCounts{overdueReviews} events(filter:{subject:$s,types:["BreakGlassOverdue"]}){nodes{text}}}',
      { id, s: id },
    )
    expect(seen.at('approval')).toEqual({ kind: 'REVIEW', overdue: true, right: { allowed: true } })
    expect(seen.at('fleetCounts.overdueReviews')).toBe(1)
    expect(seen.at('events.nodes')).toHaveLength(1)
    expect((await review(late, id, true)).at('breakGlassReview.breakGlass')).toMatchObject({ state: 'CONFIRMED' })
  })

  test("an agent's only administrator is reviewed from above, and may be told not to", async () => {
    head = await house.as('head@north.test')
    const change = found(await propose(head, 'farNorth', { bulkRaise: { terminals: 3 } }))
    const id = (await use(head, change)).at('breakGlassUse.breakGlass.id')
    second = await house.as('second-admin@cup.test')
    expect((await review(second, id, true)).at('breakGlassReview.breakGlass.state')).toBe('CONFIRMED')
    admin = await house.as('admin@cup.test')
    await decide(second, found(await propose(admin, 'north', { breakGlass: { allowed: false } })))
    const other = found(await propose(head, 'farNorth', { bulkRaise: { terminals: 2 } }))
    expect(refusal(await use(head, other), 'breakGlassUse')).toBe('BREAK_GLASS_OFF')
  })
})
