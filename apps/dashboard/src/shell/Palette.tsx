import { placeName } from '../fleet/place-name.ts'
import { useQuery } from '@apollo/client/react'
import { Modal } from 'antd'
import { Command } from 'cmdk'
import { useEffect, useState } from 'react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { PaletteSearchDocument, type PaletteSearchQuery } from '../api/generated/graphql.ts'
import { PALETTE_RESULTS, SEARCH_PAUSE_MS } from '../limits.ts'
import { paths, type Place } from '../paths.ts'
import { useViewer } from '../session/viewer.ts'
import { sectionsFor } from '../settings/sections.ts'
import { useUrl } from '../ui/url.ts'
import { PresenceMark } from '../fleet/marks.tsx'
import { LabelMark, useTypeWord } from '../money/marks.tsx'
import { Amount } from '../money/Amount.tsx'
import { isReference, placeOfId } from './place-of-id.ts'

/** Stands for "list all that match" among the results. */
const ALL_MATCHING = 'all-matching'

/** Jump to a terminal, a thing by its id, or a page, from anywhere. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const url = useUrl()
  const viewer = useViewer()
  const [text, setText] = useState('')
  const mayReadMoney = mayRead(viewer?.permissions ?? [])
  const query = useSettled(text.normalize('NFKC').trim())
  const { data, loading } = useQuery(PaletteSearchDocument, {
    variables: { q: query, first: PALETTE_RESULTS, isReference: mayReadMoney && isReference(query) },
    skip: query === '',
    fetchPolicy: 'cache-and-network',
  })
  const { terminals, transactions } = foundBy(query, data)
  const byId = placeOfId(query)
  const go = (place: Place) => {
    onClose()
    url.go(place)
  }
  const pages = pagesFor(t, viewer?.permissions ?? [])
  const matching = pages.filter(([name]) => name.toLowerCase().includes(query.toLowerCase()))
  const isNothing = byId === null && [terminals, transactions, matching].every((found) => found.length === 0)
  const first =
    byId !== null
      ? query
      : (transactions[0]?.id ?? terminals[0]?.id ?? (query === '' ? matching[0]?.[0] : ALL_MATCHING))
  const [chosen, choose] = useState('')
  // Enter takes the first result, also when it arrived after the last key
  useEffect(() => choose(first ?? ''), [first])

  return (
    <Modal
      open
      onCancel={onClose}
      footer={null}
      closable={false}
      width={640}
      className="palette"
      aria-label={t('palette.label')}
      styles={{ container: { padding: 0 } }}
    >
      <Command shouldFilter={false} label={t('palette.label')} value={chosen} onValueChange={choose}>
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder={t('palette.placeholder')}
          autoFocus
          aria-label={t('palette.label')}
        />
        <Command.List label={t('palette.results')}>
          {isNothing && !loading && <Command.Empty>{t('palette.nothing')}</Command.Empty>}
          {byId !== null && (
            <Command.Item value={query} onSelect={() => go(byId)}>
              {t('palette.openId', { id: query })}
            </Command.Item>
          )}
          {transactions.length > 0 && <FoundTransactions found={transactions} onGo={go} />}
          {terminals.length > 0 && <FoundTerminals found={terminals} onGo={go} />}
          {query !== '' && (
            <Command.Item value={ALL_MATCHING} onSelect={() => go(paths.terminals({ q: query }))}>
              {t('palette.listMatching', { query })}
            </Command.Item>
          )}
          {matching.length > 0 && (
            <Command.Group heading={t('palette.pages')}>
              {matching.map(([name, place]) => (
                <Command.Item key={name} value={name} onSelect={() => go(place)}>
                  {name}
                </Command.Item>
              ))}
            </Command.Group>
          )}
        </Command.List>
      </Command>
    </Modal>
  )
}

/** What the API found; nothing as long as nothing is asked. */
function foundBy(query: string, data: PaletteSearchQuery | undefined) {
  if (query === '' || data === undefined) return { terminals: [], transactions: [] }
  return { terminals: data.terminals.nodes, transactions: data.transactions?.nodes ?? [] }
}

/** Transactions with the reference number that was typed. */
function FoundTransactions({
  found,
  onGo,
}: {
  found: NonNullable<PaletteSearchQuery['transactions']>['nodes']
  onGo: (place: Place) => void
}) {
  const { t } = useTranslation()
  const typeWord = useTypeWord()
  return (
    <Command.Group heading={t('rail.transactions')}>
      {found.map(({ id, type, amount, label, tid }) => (
        <Command.Item key={id} value={id} onSelect={() => onGo(paths.transaction(id))}>
          <LabelMark label={label} />
          <span>{typeWord(type)}</span>
          <Amount of={amount} />
          <span className="mono">{tid}</span>
        </Command.Item>
      ))}
    </Command.Group>
  )
}

function FoundTerminals({
  found,
  onGo,
}: {
  found: PaletteSearchQuery['terminals']['nodes']
  onGo: (place: Place) => void
}) {
  const { t } = useTranslation()
  return (
    <Command.Group heading={t('rail.terminals')}>
      {found.map((terminal) => (
        <Command.Item key={terminal.id} value={terminal.id} onSelect={() => onGo(paths.terminal(terminal.id))}>
          <PresenceMark presence={terminal.presence} />
          <span className="mono">{terminal.tid}</span>
          <span className="palette-place">{placeName(terminal)}</span>
        </Command.Item>
      ))}
    </Command.Group>
  )
}

function mayRead(permissions: readonly string[]): boolean {
  return permissions.includes('transaction:read')
}

/** The pages that this person may open, by name. */
function pagesFor(t: TFunction<'words'>, permissions: readonly string[]): readonly (readonly [string, Place])[] {
  const corrections = [
    [t('correctionTab.corrections'), paths.corrections()],
    [t('correctionTab.cases'), paths.cases()],
    [t('correctionTab.rules'), paths.correctionRules()],
    [t('correctionTab.reports'), paths.correctionReports()],
  ] as const
  const money = [
    [t('rail.transactions'), paths.transactions()],
    [t('moneyTab.batches'), paths.batches()],
    [t('moneyTab.ledger'), paths.ledger()],
    [t('moneyTab.statements'), paths.statements()],
    [t('moneyTab.files'), paths.files()],
    [t('moneyTab.matches'), paths.matches()],
    [t('moneyTab.exports'), paths.exports()],
    ...(permissions.includes('correction:read') ? corrections : []),
    [t('rail.agreement'), paths.agreement()],
  ] as const
  return [
    [t('rail.overview'), paths.overview()],
    [t('rail.terminals'), paths.terminals()],
    [t('overview.signedOut'), paths.terminals({ signOn: 'SIGNED_OFF', presence: 'ONLINE' })],
    [t('overview.offlineOverAnHour'), paths.terminals({ offline: 'PT1H' })],
    [t('rail.commands'), paths.commands({ open: '1' })],
    [t('rail.bulk'), paths.bulkActions()],
    [t('rail.rollouts'), paths.rollouts()],
    ...(permissions.includes('command:SOFTWARE_UPDATE') ? [[t('rolloutTab.software'), paths.software()] as const] : []),
    ...(mayRead(permissions) ? money : []),
    [t('rail.approvals'), paths.approvals()],
    [t('rail.events'), paths.events()],
    ...sectionsFor(permissions).map(({ key }) => [t(`settings.${key}`), paths.settings(key)] as const),
  ]
}

/** The text once typing has paused. */
function useSettled(text: string): string {
  const [settled, settle] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => settle(text), SEARCH_PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
