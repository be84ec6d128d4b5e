import { ApolloClient, ApolloLink, InMemoryCache } from '@apollo/client'
import { ApolloProvider } from '@apollo/client/react'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { App } from 'antd'
import { of } from 'rxjs'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { ViewerDocument, type ViewerQuery } from '../../api/generated/graphql.ts'
import { startLanguage } from '../../language/language.ts'
import type { TerminalOnPage } from './terminal-page.ts'
import { TerminalLife } from './TerminalLife.tsx'

beforeAll(() => startLanguage('en'))
afterEach(cleanup)

const STORE = { __typename: 'Organisation', id: 'nod_to', name: 'Nanjing Road', code: 'NJ', kind: 'STORE' }
const HERE = { ...STORE, id: 'nod_from', name: 'Old Street', code: 'OS' }
const VIEWER: NonNullable<ViewerQuery['viewer']> = {
  person: {
    ...{ id: 'per_1', name: 'Mei', email: 'mei@cup.test', role: 'OPERATIONS' },
    organisation: { id: 'nod_0', kind: 'ACQUIRER', code: 'cup', name: 'CUP' },
  },
  ...{ permissions: [], language: 'EN', timeZone: 'UTC', sessionExpiresAt: '2027-01-01T00:00:00Z', locked: false },
  ...{ boardPage: null, training: false },
  security: { mustEnrol: false, passkeysPossible: true, passkeyHost: 'cup.test' },
}
const terminal = { id: 'trm_1', state: 'SUSPENDED', store: { id: HERE.id } } as TerminalOnPage

/** The terminal's form in front of an API that answers so; what was sent to it. */
function open(
  permissions: readonly string[],
  refusal: string | null = null,
  state = 'SUSPENDED' as TerminalOnPage['state'],
) {
  const sent: Record<string, unknown>[] = []
  const reasons =
    refusal === null ? [] : [{ __typename: 'UserError', code: 'X', message: refusal, path: [], facts: [] }]
  const preview = { allowed: refusal === null, reasons, queuedCommands: 3, hash: 'h-1' }
  const answers: Readonly<Record<string, unknown>> = {
    OrganisationSearch: { organisations: { __typename: 'OrganisationConnection', nodes: [HERE, STORE] } },
    TerminalMovePreview: { terminalMovePreview: { __typename: 'MovePreview', ...preview } },
    TerminalMove: { terminalMove: { __typename: 'TerminalMovePayload', moved: 1, userErrors: [] } },
  }
  const link = new ApolloLink(({ operationName = '', variables }) => {
    if (operationName === 'TerminalMove') sent.push(variables['input'] as Record<string, unknown>)
    return of({ data: (answers[operationName] ?? {}) as Record<string, unknown> })
  })
  const cache = new InMemoryCache()
  cache.writeQuery({ query: ViewerDocument, data: { viewer: { ...VIEWER, permissions: [...permissions] } } })
  const client = new ApolloClient({ link, cache })
  render(
    <ApolloProvider client={client}>
      <App>
        <TerminalLife terminal={{ ...terminal, state }} />
      </App>
    </ApolloProvider>,
  )
  return sent
}

const go = () => screen.getByRole<HTMLButtonElement>('button', { name: /Move to another store/ })
async function choose() {
  fireEvent.click(go())
  fireEvent.mouseDown(screen.getByRole('combobox'))
  fireEvent.click(await screen.findByText('Nanjing Road · NJ'))
}

test('what ends with a move is shown before it, and just that is sent', async () => {
  const sent = open(['terminal:write'])
  await choose()
  await screen.findByText('Commands that wait for it and end: 3')
  expect(screen.queryByText('Old Street · OS')).toBeNull()
  expect(go().disabled).toBe(true)
  fireEvent.change(screen.getByRole('textbox'), { target: { value: ' the shop moved ' } })
  expect(go().disabled).toBe(false)
  fireEvent.click(go())
  await expect.poll(() => sent).toHaveLength(1)
  const wish = { terminalIds: ['trm_1'], storeId: 'nod_to', previewHash: 'h-1', reason: 'the shop moved' }
  expect(sent[0]).toMatchObject(wish)
})

test('a move that is refused is told before anybody asks for it', async () => {
  open(['terminal:write'], 'It stands there already.')
  await choose()
  await screen.findByText('It stands there already.')
  fireEvent.change(screen.getByRole('textbox'), { target: { value: 'the shop moved' } })
  expect(go().disabled).toBe(true)
})

test('who may not is told so, and finds every act greyed', () => {
  open([])
  screen.getByText('Your role may not move terminals, or take them in or out of use.')
  const buttons = screen.getAllByRole<HTMLButtonElement>('button')
  expect(buttons.map(({ textContent, disabled }) => [textContent, disabled])).toEqual([
    ['Move to another store …', true],
    ['Use again …', true],
    ['Retire …', true],
  ])
})

test('a retired one stays as it is', () => {
  open(['terminal:write'], null, 'RETIRED')
  expect(screen.queryAllByRole('button')).toEqual([])
})
