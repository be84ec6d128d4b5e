import { useMutation } from '@apollo/client/react'
import { reasonProblem } from '@budeng/fleet/public'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type RolloutAct, RolloutControlDocument, type RolloutFullFragment } from '../../api/generated/graphql.ts'
import type { Refused } from '../../api/outcome.ts'
import { useWishKeys } from '../../api/wish-keys.ts'
import { REASON_LENGTH_MAX } from '../../limits.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { Refusals } from '../../ui/Refusals.tsx'

/** What may be said to a rollout now; what may not says why. Each tells what it will and will not undo before it is done. */
export function RolloutControls({ rollout }: { rollout: RolloutFullFragment }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<RolloutAct | null>(null)
  return (
    <section className="stack" aria-label={t('rollout.controls')}>
      <div className="line">
        {rollout.rights.map(({ act, allowed, reasons }) => (
          <Button
            key={act}
            danger={act === 'CANCEL'}
            disabled={!allowed}
            title={allowed ? undefined : reasons.map(({ message }) => message).join(' ')}
            aria-expanded={asked === act}
            onClick={() => setAsked(asked === act ? null : act)}
          >
            {t(`rolloutAct.${act}`)} …
          </Button>
        ))}
      </div>
      {asked !== null && <ControlForm key={asked} rollout={rollout} act={asked} onDone={() => setAsked(null)} />}
    </section>
  )
}

function ControlForm({ rollout, act, onDone }: { rollout: RolloutFullFragment; act: RolloutAct; onDone: () => void }) {
  const { t } = useTranslation()
  const id = useId()
  const keys = useWishKeys()
  const [reason, setReason] = useState('')
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [send, { loading, error }] = useMutation(RolloutControlDocument, { onError: () => undefined })
  const problem = reasonProblem(reason)
  const ready = problem === null || (problem === 'REASON_MISSING' && (act === 'RESUME' || act === 'RETRY'))
  const submit = async () => {
    const wish = { rolloutId: rollout.id, act, reason: reason.trim(), expectedVersion: rollout.version }
    const { data } = await send({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data === undefined) return
    keys.answered(wish)
    setRefusals(data.rolloutControl.userErrors)
    if (data.rolloutControl.userErrors.length === 0) onDone()
  }
  return (
    <form
      className="stack panel panel-body"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) void submit()
      }}
    >
      <p>{t(`rolloutActWhat.${act}`)}</p>
      <div className="field">
        <label htmlFor={id}>{t('request.reason')}</label>
        <Input
          id={id}
          autoFocus
          maxLength={REASON_LENGTH_MAX}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
      <Refusals refusals={refusals} />
      <FaultPanel error={error} what={t('rollout.one')} />
      <div className="line">
        <Button
          type={act === 'CANCEL' ? 'default' : 'primary'}
          danger={act === 'CANCEL'}
          htmlType="submit"
          disabled={!ready}
          loading={loading}
        >
          {t(`rolloutAct.${act}`)}
        </Button>
        <Button onClick={onDone}>{t('approvals.back')}</Button>
      </div>
    </form>
  )
}
