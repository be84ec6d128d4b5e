import { useMutation } from '@apollo/client/react'
import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BulkDecideDocument, type BulkFullFragment } from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { useWishKeys } from '../api/wish-keys.ts'
import { BulkMark } from '../fleet/marks.tsx'
import { PreviewLines } from '../fleet/bulk/PreviewLines.tsx'
import { paths } from '../paths.ts'
import { useViewer } from '../session/viewer.ts'
import { FactList } from '../ui/FactList.tsx'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { formatNumber } from '../ui/format.ts'
import { GoTo } from '../ui/GoTo.tsx'
import { Refusals } from '../ui/Refusals.tsx'
import { Countdown, Since } from '../ui/Time.tsx'

/** Digits of the hash that are shown: enough to compare two screens by eye. */
const HASH_DIGITS = 12

/**
 * A request that waits for a second person: what approving it will do, and by whom and why it is asked. The decision
 * names the hash that stands on the card, so that exactly this is approved or nothing.
 */
export function DecisionCard({ bulk, headed = false }: { bulk: BulkFullFragment; headed?: boolean }) {
  const { t, i18n } = useTranslation()
  const number = (value: number) => formatNumber(value, i18n.language)
  const title = t(`act.${bulk.type}`, { count: bulk.terminalCount, number: number(bulk.terminalCount) })
  const isOwn = useViewer()?.person.id === bulk.requestedBy.id
  return (
    <section className="panel decision" aria-label={title}>
      {headed && (
        <header className="panel-head">
          <h2>
            <GoTo place={paths.bulkAction(bulk.id)}>{title}</GoTo>
          </h2>
          <BulkMark bulk={bulk} />
        </header>
      )}
      <div className="panel-body stack">
        <FactList
          facts={[
            [t('approvals.maker'), isOwn ? `${bulk.requestedBy.name} ${t('approvals.you')}` : bulk.requestedBy.name],
            [t('request.reason'), bulk.reason],
            [t('approvals.age'), <Since key="age" at={bulk.requestedAt} />],
            ...(bulk.lapsesAt === null
              ? []
              : [[t('approvals.lapses'), <Countdown key="lapse" until={bulk.lapsesAt} />] as const]),
            [
              t('approvals.hash'),
              <code key="hash" title={bulk.hash}>
                {bulk.hash.slice(0, HASH_DIGITS)}…
              </code>,
            ],
          ]}
        />
        <PreviewLines lines={bulk.breakdown} total={bulk.terminalCount} />
        <p>{t('approvals.does', { what: t(`does.${bulk.type}`) })}</p>
        {bulk.state === 'PENDING_APPROVAL' && <Decision bulk={bulk} isOwn={isOwn} title={title} />}
      </div>
    </section>
  )
}

function Decision({ bulk, isOwn, title }: { bulk: BulkFullFragment; isOwn: boolean; title: string }) {
  const { t } = useTranslation()
  const { decide, busy, refusals, error } = useDecision(bulk, title)
  const [rejecting, setRejecting] = useState(false)
  const [note, setNote] = useState('')
  const { allowed, reasons } = bulk.approval
  return (
    <div className="stack">
      {!allowed && (
        <p className="note">{isOwn ? t('approvals.own') : reasons.map((reason) => reason.message).join(' ')}</p>
      )}
      {rejecting && (
        <div className="field">
          <label htmlFor={`note-${bulk.id}`}>{t('approvals.rejectReason')}</label>
          <Input.TextArea
            id={`note-${bulk.id}`}
            autoFocus
            autoSize={{ minRows: 2 }}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </div>
      )}
      <Refusals refusals={refusals} />
      {error !== undefined && <FaultPanel error={error} what={title} />}
      <div className="line">
        {rejecting ? (
          <>
            <Button
              danger
              type="primary"
              disabled={note.trim() === ''}
              loading={busy}
              onClick={() => void decide(false, note.trim())}
            >
              {t('approvals.rejectDo')}
            </Button>
            <Button onClick={() => setRejecting(false)}>{t('approvals.back')}</Button>
          </>
        ) : (
          <>
            <Button type="primary" disabled={!allowed} loading={busy} onClick={() => void decide(true)}>
              {t('approvals.approve', { what: title })}
            </Button>
            <Button disabled={!allowed} onClick={() => setRejecting(true)}>
              {t('approvals.reject')}
            </Button>
          </>
        )}
      </div>
    </div>
  )
}

function useDecision(bulk: Pick<BulkFullFragment, 'id' | 'hash'>, title: string) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const keys = useWishKeys()
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [send, { loading, error }] = useMutation(BulkDecideDocument, {
    onError: () => undefined,
    refetchQueries: ['FleetFigures'],
  })
  const decide = async (approve: boolean, note?: string) => {
    const wish = { bulkId: bulk.id, hash: bulk.hash, approve, note }
    const { data } = await send({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data !== undefined) keys.answered(wish)
    setRefusals(data?.bulkDecide.userErrors ?? [])
    if (data?.bulkDecide.userErrors.length !== 0) return
    void message.success(t(approve ? 'approvals.approved' : 'approvals.rejected', { what: title }))
  }
  return { decide, busy: loading, refusals, error }
}
