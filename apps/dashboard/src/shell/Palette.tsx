import { placeName } from '../fleet/place-name.ts'
import { useQuery } from '@apollo/client/react'
import { Modal } from 'antd'
import { Command } from 'cmdk'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PaletteSearchDocument } from '../api/generated/graphql.ts'
import { PALETTE_RESULTS, SEARCH_PAUSE_MS } from '../limits.ts'
import { paths, type Place } from '../paths.ts'
import { useViewer } from '../session/viewer.ts'
import { sectionsFor } from '../settings/sections.ts'
import { useUrl } from '../ui/url.ts'
import { PresenceMark } from '../fleet/marks.tsx'
import { placeOfId } from './place-of-id.ts'

/** Stands for "list all that match" among the results. */
const ALL_MATCHING = 'all-matching'

/** Jump to a terminal, a thing by its id, or a page, from anywhere. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const url = useUrl()
  const viewer = useViewer()
  const [text, setText] = useState('')
  const query = useSettled(text.normalize('NFKC').trim())
  const { data, loading } = useQuery(PaletteSearchDocument, {
    variables: { q: query, first: PALETTE_RESULTS },
    skip: query === '',
    fetchPolicy: 'cache-and-network',
  })
  const terminals = query === '' ? [] : (data?.terminals.nodes ?? [])
  const byId = placeOfId(query)
  const go = (place: Place) => {
    onClose()
    url.go(place)
  }
  const pages: readonly (readonly [string, Place])[] = [
    [t('rail.overview'), paths.overview()],
    [t('rail.terminals'), paths.terminals()],
    [t('overview.signedOut'), paths.terminals({ signOn: 'SIGNED_OFF', presence: 'ONLINE' })],
    [t('overview.offlineOverAnHour'), paths.terminals({ offline: 'PT1H' })],
    [t('rail.commands'), paths.commands({ open: '1' })],
    [t('rail.bulk'), paths.bulkActions()],
    [t('rail.approvals'), paths.approvals()],
    [t('rail.events'), paths.events()],
    ...sectionsFor(viewer?.permissions ?? []).map(({ key }) => [t(`settings.${key}`), paths.settings(key)] as const),
  ]
  const matching = pages.filter(([name]) => name.toLowerCase().includes(query.toLowerCase()))
  const first = byId !== null ? query : (terminals[0]?.id ?? (query === '' ? matching[0]?.[0] : ALL_MATCHING))
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
          {!loading && terminals.length === 0 && matching.length === 0 && byId === null && (
            <Command.Empty>{t('palette.nothing')}</Command.Empty>
          )}
          {byId !== null && (
            <Command.Item value={query} onSelect={() => go(byId)}>
              {t('palette.openId', { id: query })}
            </Command.Item>
          )}
          {terminals.length > 0 && (
            <Command.Group heading={t('rail.terminals')}>
              {terminals.map((terminal) => (
                <Command.Item key={terminal.id} value={terminal.id} onSelect={() => go(paths.terminal(terminal.id))}>
                  <PresenceMark presence={terminal.presence} />
                  <span className="mono">{terminal.tid}</span>
                  <span className="palette-place">{placeName(terminal)}</span>
                </Command.Item>
              ))}
            </Command.Group>
          )}
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

/** The text once typing has paused. */
function useSettled(text: string): string {
  const [settled, settle] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => settle(text), SEARCH_PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
