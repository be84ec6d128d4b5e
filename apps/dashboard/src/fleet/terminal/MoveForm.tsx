import { useQuery } from '@apollo/client/react'
import { App, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  OrganisationSearchDocument,
  TerminalMoveDocument,
  TerminalMovePreviewDocument,
} from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { PAGE_SIZE } from '../../limits.ts'
import { formatNumber } from '../../ui/format.ts'
import { ReasonText } from '../../ui/ReasonText.tsx'
import { WishForm } from '../../ui/WishForm.tsx'
import type { TerminalOnPage } from './terminal-page.ts'

interface MoveFormProps {
  readonly terminal: TerminalOnPage
  readonly onClose: () => void
}

/** Puts it at another store, after it was shown what ends with that. */
export function MoveForm({ terminal: { id: terminalId, store }, onClose }: MoveFormProps) {
  const { t, i18n } = useTranslation()
  const { message } = App.useApp()
  const id = useId()
  const [q, setQ] = useState('')
  const [storeId, setStoreId] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const found = useQuery(OrganisationSearchDocument, {
    variables: { first: PAGE_SIZE, kinds: ['STORE'], q: q === '' ? undefined : q },
  })
  const preview = useQuery(TerminalMovePreviewDocument, {
    variables: { terminalIds: [terminalId], storeId: storeId ?? '' },
    skip: storeId === null,
    fetchPolicy: 'network-only',
  })
  const asking = useWish(TerminalMoveDocument, (data) => data.terminalMove, ['Terminal'])
  const shown = storeId === null ? null : (preview.data?.terminalMovePreview ?? null)
  const submit = async () => {
    if (shown === null || storeId === null) return
    const wish = { terminalIds: [terminalId], storeId, previewHash: shown.hash, reason: reason.trim() }
    if ((await asking.send(wish)) === null) return void preview.refetch()
    void message.success(t('organisations.moved'))
    onClose()
  }
  return (
    <WishForm
      wish={{ ...asking, error: asking.error ?? preview.error ?? found.error }}
      danger
      does={t('terminalMove.does')}
      ready={shown?.allowed === true && reason.trim() !== ''}
      onDo={() => void submit()}
      onBack={onClose}
    >
      <div className="field">
        <label htmlFor={`${id}-to`}>{t('terminalMove.to')}</label>
        <Select
          id={`${id}-to`}
          showSearch={{ filterOption: false, onSearch: setQ }}
          value={storeId}
          options={(found.data?.organisations.nodes ?? [])
            .filter((one) => one.id !== store.id)
            .map((one) => ({ value: one.id, label: `${one.name} · ${one.code}` }))}
          onChange={setStoreId}
        />
      </div>
      {shown !== null && (
        <div className="note stack">
          {shown.reasons.map(({ message: text }) => (
            <p key={text}>{text}</p>
          ))}
          <p>{t('terminalMove.ends', { count: formatNumber(shown.queuedCommands, i18n.language) })}</p>
          <p className="quiet">{t('organisations.history')}</p>
        </div>
      )}
      <ReasonText reason={reason} onChange={setReason} />
    </WishForm>
  )
}
