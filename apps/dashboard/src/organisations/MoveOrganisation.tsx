import { useQuery } from '@apollo/client/react'
import { App, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  OrganisationMoveDocument,
  OrganisationMovePreviewDocument,
  type OrganisationMovePreviewQuery,
  type OrganisationFullFragment,
  OrganisationSearchDocument,
} from '../api/generated/graphql.ts'
import { PAGE_SIZE } from '../limits.ts'
import { FactList } from '../ui/FactList.tsx'
import { formatNumber } from '../ui/format.ts'
import { Panel } from '../ui/Panel.tsx'
import { WishForm } from '../ui/WishForm.tsx'
import { ReasonText } from '../ui/ReasonText.tsx'
import { useWish } from '../api/use-wish.ts'

/** Puts an organisation under another, after it was shown what goes along and what ends. */
export function MoveOrganisation({
  organisation,
  onClose,
}: {
  organisation: OrganisationFullFragment
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const id = useId()
  const [q, setQ] = useState('')
  const [parentId, setParentId] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const kind = organisation.kind === 'STORE' ? (['MERCHANT'] as const) : (['ACQUIRER', 'AGENT'] as const)
  const found = useQuery(OrganisationSearchDocument, {
    variables: { first: PAGE_SIZE, kinds: [...kind], q: q === '' ? undefined : q },
  })
  const preview = useQuery(OrganisationMovePreviewDocument, {
    variables: { organisationId: organisation.id, parentId: parentId ?? '' },
    skip: parentId === null,
    fetchPolicy: 'network-only',
  })
  const asking = useWish(OrganisationMoveDocument, (data) => data.organisationMove, [
    'OrganisationPage',
    'OrganisationMoves',
  ])
  const shown = parentId === null ? null : (preview.data?.organisationMovePreview ?? null)
  const submit = async () => {
    if (shown === null || parentId === null) return
    const wish = { organisationId: organisation.id, parentId, previewHash: shown.hash, reason: reason.trim() }
    const done = await asking.send(wish)
    if (done === null) return void preview.refetch()
    void message.success(t(done.move === null ? 'organisations.moved' : 'organisations.moveBegun'))
    onClose()
  }
  return (
    <Panel title={t('organisations.move')}>
      <WishForm
        wish={{ ...asking, error: asking.error ?? preview.error ?? found.error }}
        danger
        does={t('organisations.move')}
        ready={shown?.allowed === true && reason.trim() !== ''}
        onDo={() => void submit()}
        onBack={onClose}
      >
        <div className="field">
          <label htmlFor={`${id}-to`}>{t('organisations.moveTo')}</label>
          <Select
            id={`${id}-to`}
            showSearch={{ filterOption: false, onSearch: setQ }}
            value={parentId}
            options={(found.data?.organisations.nodes ?? [])
              .filter((one) => one.id !== organisation.id)
              .map((one) => ({ value: one.id, label: `${one.name} · ${one.code}` }))}
            onChange={setParentId}
          />
        </div>
        {shown !== null && <Consequences preview={shown} />}
        <ReasonText reason={reason} onChange={setReason} />
      </WishForm>
    </Panel>
  )
}

function Consequences({ preview }: { preview: NonNullable<OrganisationMovePreviewQuery['organisationMovePreview']> }) {
  const { t, i18n } = useTranslation()
  const number = (value: number) => formatNumber(value, i18n.language)
  return (
    <div className="note stack">
      {preview.reasons.map(({ message }) => (
        <p key={message}>{message}</p>
      ))}
      <FactList
        facts={[
          [t('organisations.with'), number(preview.organisations)],
          [t('rail.terminals'), number(preview.terminals)],
          [t('organisations.people'), number(preview.people)],
          [t('organisations.queued'), number(preview.queuedCommands)],
          [t('organisations.endedGrants'), number(preview.endedGrants)],
        ]}
      />
      {preview.inChunks && <p>{t('organisations.moveInChunks')}</p>}
      <p className="quiet">{t('organisations.history')}</p>
    </div>
  )
}
