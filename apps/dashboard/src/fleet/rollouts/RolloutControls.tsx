import { reasonProblem } from '@budeng/fleet/public'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type RolloutAct, RolloutControlDocument, type RolloutFullFragment } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { ReasonText } from '../../ui/ReasonText.tsx'
import { Unfulfilled } from '../../ui/WishForm.tsx'

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
  const [reason, setReason] = useState('')
  const asking = useWish(RolloutControlDocument, (data) => data.rolloutControl)
  const problem = reasonProblem(reason)
  const ready = problem === null || (problem === 'REASON_MISSING' && (act === 'RESUME' || act === 'RETRY'))
  const submit = async () => {
    const wish = { rolloutId: rollout.id, act, reason: reason.trim(), expectedVersion: rollout.version }
    if ((await asking.send(wish)) !== null) onDone()
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
      <ReasonText short autoFocus reason={reason} onChange={setReason} />
      <Unfulfilled wish={asking} what={t('rollout.one')} />
      <div className="line">
        <Button
          type={act === 'CANCEL' ? 'default' : 'primary'}
          danger={act === 'CANCEL'}
          htmlType="submit"
          disabled={!ready}
          loading={asking.busy}
        >
          {t(`rolloutAct.${act}`)}
        </Button>
        <Button onClick={onDone}>{t('approvals.back')}</Button>
      </div>
    </form>
  )
}
