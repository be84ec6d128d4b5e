import { useMutation, useQuery } from '@apollo/client/react'
import { App, Button, Input, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  OrganisationMoveDocument,
  OrganisationMovePreviewDocument,
  type OrganisationMovePreviewQuery,
  type OrganisationFullFragment,
  OrganisationSearchDocument,
} from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { useWishKeys } from '../api/wish-keys.ts'
import { PAGE_SIZE } from '../limits.ts'
import { FactList } from '../ui/FactList.tsx'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { formatNumber } from '../ui/format.ts'
import { Panel } from '../ui/Panel.tsx'
import { Refusals } from '../ui/Refusals.tsx'

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
  const keys = useWishKeys()
  const [q, setQ] = useState('')
  const [parentId, setParentId] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const kind = organisation.kind === 'STORE' ? (['MERCHANT'] as const) : (['ACQUIRER', 'AGENT'] as const)
  const found = useQuery(OrganisationSearchDocument, {
    variables: { first: PAGE_SIZE, kind: [...kind], q: q === '' ? undefined : q },
  })
  const preview = useQuery(OrganisationMovePreviewDocument, {
    variables: { organisationId: organisation.id, parentId: parentId ?? '' },
    skip: parentId === null,
    fetchPolicy: 'network-only',
  })
  const [send, { loading, error }] = useMutation(OrganisationMoveDocument, {
    onError: () => undefined,
    refetchQueries: ['OrganisationPage', 'OrganisationMoves'],
  })
  const shown = parentId === null ? null : (preview.data?.organisationMovePreview ?? null)
  const submit = async () => {
    if (shown === null || parentId === null) return
    const wish = { organisationId: organisation.id, parentId, previewHash: shown.hash, reason: reason.trim() }
    const { data } = await send({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data === undefined) return
    keys.answered(wish)
    setRefusals(data.organisationMove.userErrors)
    if (data.organisationMove.userErrors.length > 0) return void preview.refetch()
    void message.success(t(data.organisationMove.move === null ? 'organisations.moved' : 'organisations.moveBegun'))
    onClose()
  }
  const fault = error ?? preview.error ?? found.error
  return (
    <Panel title={t('organisations.move')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
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
        <div className="field">
          <label htmlFor={`${id}-reason`}>{t('request.reason')}</label>
          <Input.TextArea
            id={`${id}-reason`}
            autoSize={{ minRows: 2 }}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
        <Refusals refusals={refusals} />
        <FaultPanel error={fault} what={t('organisations.move')} />
        <div className="line">
          <Button
            danger
            type="primary"
            htmlType="submit"
            disabled={shown?.allowed !== true || reason.trim() === ''}
            loading={loading}
          >
            {t('organisations.move')}
          </Button>
          <Button onClick={onClose}>{t('approvals.back')}</Button>
        </div>
      </form>
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
