import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RecoveryAnswerDocument, type RecoveryOnPageFragment } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { REASON_LENGTH_MAX } from '../../limits.ts'
import { useLabel } from '../../ui/label.ts'
import { Unfulfilled } from '../../ui/WishForm.tsx'
import { Guidance } from './Guidance.tsx'

interface HumanStepProps {
  readonly recovery: RecoveryOnPageFragment
  readonly step: RecoveryOnPageFragment['steps'][number]
}

/** What to ask the merchant in plain words, what they see, and two answers of which each leads on. */
export function HumanStep({ recovery, step }: HumanStepProps) {
  const { t } = useTranslation()
  const label = useLabel()
  const id = useId()
  const [note, setNote] = useState('')
  const asking = useWish(RecoveryAnswerDocument, (data) => data.recoveryAnswer)
  const answer = (worked: boolean) =>
    void asking.send({ recoveryId: recovery.id, step: step.step, worked, note: note.trim() })
  return (
    <div className="stack">
      <Guidance say={label('taskSay', step.subject)} sees={label('taskSees', step.subject)} />
      <div className="field">
        <label htmlFor={id}>{t('recovery.note')}</label>
        <Input id={id} maxLength={REASON_LENGTH_MAX} value={note} onChange={(event) => setNote(event.target.value)} />
      </div>
      <Unfulfilled wish={asking} what={t('recovery.one')} />
      <div className="line answers">
        <Button type="primary" size="large" loading={asking.busy} onClick={() => answer(true)}>
          {t('recovery.worked')}
        </Button>
        <Button size="large" loading={asking.busy} onClick={() => answer(false)}>
          {t('recovery.workedNot')}
        </Button>
      </div>
    </div>
  )
}
