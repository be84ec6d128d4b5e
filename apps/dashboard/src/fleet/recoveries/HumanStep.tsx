import { useMutation } from '@apollo/client/react'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RecoveryAnswerDocument, type RecoveryOnPageFragment } from '../../api/generated/graphql.ts'
import type { Refused } from '../../api/outcome.ts'
import { useWishKeys } from '../../api/wish-keys.ts'
import { REASON_LENGTH_MAX } from '../../limits.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { useLabel } from '../../ui/label.ts'
import { Refusals } from '../../ui/Refusals.tsx'
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
  const keys = useWishKeys()
  const [note, setNote] = useState('')
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [send, { loading, error }] = useMutation(RecoveryAnswerDocument, { onError: () => undefined })
  const answer = async (worked: boolean) => {
    const wish = { recoveryId: recovery.id, step: step.step, worked, note: note.trim() }
    const { data } = await send({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data === undefined) return
    keys.answered(wish)
    setRefusals(data.recoveryAnswer.userErrors)
  }
  return (
    <div className="stack">
      <Guidance say={label('taskSay', step.subject)} sees={label('taskSees', step.subject)} />
      <div className="field">
        <label htmlFor={id}>{t('recovery.note')}</label>
        <Input id={id} maxLength={REASON_LENGTH_MAX} value={note} onChange={(event) => setNote(event.target.value)} />
      </div>
      <Refusals refusals={refusals} />
      <FaultPanel error={error} what={t('recovery.one')} />
      <div className="line answers">
        <Button type="primary" size="large" loading={loading} onClick={() => void answer(true)}>
          {t('recovery.worked')}
        </Button>
        <Button size="large" loading={loading} onClick={() => void answer(false)}>
          {t('recovery.workedNot')}
        </Button>
      </div>
    </div>
  )
}
