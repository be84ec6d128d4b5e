import { ApolloClient, ApolloLink, InMemoryCache } from '@apollo/client'
import { ApolloProvider } from '@apollo/client/react'
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { of } from 'rxjs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { StepUpMethod } from '../api/generated/graphql.ts'
import { startLanguage } from '../language/language.ts'
import { askForStepUp } from './step-up.ts'
import { StepUpDialog } from './StepUpDialog.tsx'

const NO_FACTOR = { code: 'STEP_UP_NO_FACTOR', message: 'nothing set up', path: ['input', 'stepUp'], facts: [] }
const PAYOUT = {
  ...{ merchantId: 'org_tea', amount: { amount: '900', currency: 'CNY' }, throughDate: '2026-10-01' },
  ...{ reference: 'bank 77', reason: 'week 40', idempotencyKey: 'one' },
}
const PASSKEY = { id: 'key', type: 'public-key' }

beforeEach(() => vi.stubGlobal('PublicKeyCredential', () => undefined))
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

/** What the API tells of a payout, confirmed in one of these ways; whoever confirms it has a passkey, or none. */
function answer(methods: readonly StepUpMethod[], hasPasskey: boolean): ApolloLink {
  const challenge = {
    ...{ __typename: 'StepUpChallenge', id: 'ch', methods, mutation: 'payoutRequest', commandType: null, tier: 'R2' },
    ...{ terminals: 0, sample: ['Tea', 'CNY 9.00'], reason: 'week 40', hash: '0123456789abcdef', expiresAt: '' },
    passkeyOptions: JSON.stringify({ challenge: 'x', allowCredentials: hasPasskey ? [PASSKEY] : [] }),
  }
  const started = { __typename: 'StepUpStartPayload', challenge, userErrors: [] }
  return new ApolloLink(({ operationName }) =>
    of({ data: operationName === 'StepUpStart' ? { stepUpStart: started } : { viewer: null } }),
  )
}

/** The dialog as it stands above a page; answers what it answers. */
async function show(link: ApolloLink, refused: Parameters<typeof askForStepUp>[1] = []) {
  const root = createRootRoute({ component: StepUpDialog })
  const settings = createRoute({ getParentRoute: () => root, path: '/settings/$section' })
  const router = createRouter({ routeTree: root.addChildren([settings]), history: createMemoryHistory() })
  const client = new ApolloClient({ link, cache: new InMemoryCache() })
  render(
    <ApolloProvider client={client}>
      <RouterProvider router={router as never} />
    </ApolloProvider>,
  )
  let given: ReturnType<typeof askForStepUp> | undefined
  await act(async () => {
    given = askForStepUp({ payoutRequest: PAYOUT }, refused)
    await Promise.resolve()
  })
  await screen.findByText('Tea, CNY 9.00')
  return () => given
}

const shown = (language: 'en' | 'zh-CN') => {
  const words = {
    en: { code: 'Code of your authenticator', passkey: 'Confirm with a passkey' },
    'zh-CN': { code: '验证器动态码', passkey: '使用通行密钥确认' },
  }[language]
  return {
    code: screen.queryByLabelText(words.code) !== null,
    passkey: screen.queryByRole('button', { name: words.passkey }) !== null,
  }
}

test.each<[readonly StepUpMethod[], boolean, ReturnType<typeof shown>]>([
  [['PASSKEY'], true, { code: false, passkey: true }],
  [['TOTP', 'PASSKEY'], true, { code: true, passkey: true }],
  [['TOTP', 'PASSKEY'], false, { code: true, passkey: false }],
])('of %s, with a passkey %s, it offers what confirms the act', async (methods, hasPasskey, offered) => {
  await startLanguage('en')
  await show(answer(methods, hasPasskey))
  expect(shown('en')).toEqual(offered)
  expect(screen.queryByRole('link')).toBeNull()
})

test.each([
  ['en', 'You have no passkey yet', 'Open My security', 'It is set up, go on'],
  ['zh-CN', '您还没有通行密钥', '打开“我的账户安全”', '已设置，继续'],
] as const)('in %s it says where a passkey is added, and then goes on', async (language, what, where, onwards) => {
  await startLanguage(language)
  const given = await show(answer(['PASSKEY'], false), [NO_FACTOR])
  expect(screen.getByRole('alert').textContent).toContain(what)
  const link = screen.getByRole('link', { name: where })
  expect([link.getAttribute('href'), link.getAttribute('target')]).toEqual(['/settings/security', '_blank'])
  expect(shown(language)).toEqual({ code: false, passkey: false })
  fireEvent.click(screen.getByRole('button', { name: onwards }))
  // sent again as it was: the API says what it asks for now
  expect(await given()).toEqual({})
})
