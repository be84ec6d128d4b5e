import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApprovalCardFragment } from '../api/generated/graphql.ts'
import { Unfulfilled } from '../ui/WishForm.tsx'
import { type Decisions, useDecisions } from './decisions.ts'

/** What is said differently of a request and of a review. */
type DecisionWord = 'approve' | 'approved' | 'reject' | 'rejected' | 'rejectReason' | 'rejectDo'

interface DecideProps {
  readonly card: ApprovalCardFragment
  readonly title: string
  readonly isOwn: boolean
}

/** Yes, or no with a reason; for an own request, to take it back or to do it alone. What may not be done says why. */
export function Decide({ card, title, isOwn }: DecideProps) {
  const { t } = useTranslation()
  const decisions = useDecisions(card)
  const { allowed, reasons } = card.right
  return (
    <div className="stack">
      {!allowed && (
        <p className="note">
          {isOwn && card.kind !== 'REVIEW' ? t('approvals.own') : reasons.map((reason) => reason.message).join(' ')}
        </p>
      )}
      {allowed && <Asks card={card} />}
      <Unfulfilled wish={decisions} what={title} />
      <YesOrNo card={card} title={title} decisions={decisions} />
      {isOwn && card.kind !== 'REVIEW' && <OwnRequest card={card} decisions={decisions} />}
    </div>
  )
}

/** What a yes to an action on many will be confirmed with, told before it is said. */
function Asks({ card: { subject } }: Pick<DecideProps, 'card'>) {
  const { t } = useTranslation()
  if (subject.__typename !== 'BulkAction' || subject.stepUp.length === 0) return null
  const ways = subject.stepUp.map((method) => t(`stepUp.method_${method}`)).join(t('stepUp.or'))
  return <p className="quiet">{t('approvals.asks', { ways })}</p>
}

function YesOrNo({ card, title, decisions }: { card: ApprovalCardFragment; title: string; decisions: Decisions }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [rejecting, setRejecting] = useState(false)
  const { allowed } = card.right
  const word = (key: DecisionWord) =>
    card.kind === 'REVIEW' ? t(`review.${key}`, { what: title }) : t(`approvals.${key}`, { what: title })
  const decide = async (approve: boolean, note?: string) => {
    if (await decisions.decide(approve, note)) void message.success(word(approve ? 'approved' : 'rejected'))
  }
  if (rejecting)
    return (
      <Reasoned
        id={`note-${card.id}`}
        label={word('rejectReason')}
        does={word('rejectDo')}
        busy={decisions.busy}
        onDo={(note) => void decide(false, note)}
        onBack={() => setRejecting(false)}
      />
    )
  return (
    <div className="line">
      <Button type="primary" disabled={!allowed} loading={decisions.busy} onClick={() => void decide(true)}>
        {word('approve')}
      </Button>
      <Button disabled={!allowed} onClick={() => setRejecting(true)}>
        {word('reject')}
      </Button>
    </div>
  )
}

/** What the one who asked may do meanwhile. */
function OwnRequest({ card, decisions }: { card: ApprovalCardFragment; decisions: Decisions }) {
  const { t } = useTranslation()
  const [alone, setAlone] = useState(false)
  if (alone)
    return (
      <>
        <p className="note">{t('approvals.aloneWhat')}</p>
        <Reasoned
          id={`alone-${card.id}`}
          label={t('approvals.aloneReason')}
          does={t('approvals.aloneDo')}
          busy={decisions.busy}
          onDo={(reason) => void decisions.actAlone(reason)}
          onBack={() => setAlone(false)}
        />
      </>
    )
  return (
    <div className="line">
      {card.kind === 'CHANGE' && (
        <Button loading={decisions.busy} onClick={() => void decisions.withdraw()}>
          {t('approvals.withdraw')}
        </Button>
      )}
      <Button
        danger
        disabled={!card.alone.allowed}
        title={card.alone.reasons.map((reason) => reason.message).join(' ')}
        onClick={() => setAlone(true)}
      >
        {t('approvals.alone')}
      </Button>
    </div>
  )
}

interface ReasonedProps {
  readonly id: string
  readonly label: string
  readonly does: string
  readonly busy: boolean
  onDo(text: string): void
  onBack(): void
}

/** A step that needs a word. */
function Reasoned({ id, label, does, busy, onDo, onBack }: ReasonedProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  return (
    <>
      <div className="field">
        <label htmlFor={id}>{label}</label>
        <Input.TextArea
          id={id}
          autoFocus
          autoSize={{ minRows: 2 }}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <div className="line">
        <Button danger type="primary" disabled={text.trim() === ''} loading={busy} onClick={() => onDo(text.trim())}>
          {does}
        </Button>
        <Button onClick={onBack}>{t('approvals.back')}</Button>
      </div>
    </>
  )
}
