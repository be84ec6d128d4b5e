import { STATES_BESIDE } from '@budeng/corrections/public'
import { Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type CorrectionFullFragment,
  CorrectionRetryDocument,
  CorrectionWaiveDocument,
  type WaiveGround,
} from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { Unfulfilled } from '../../ui/WishForm.tsx'
import { ActButton, actionOf } from '../ActButton.tsx'
import { Reasoned } from '../Reasoned.tsx'

/** Why it did not go on, and the way from there: again, anew, or given up by a second person. */
export function Ended({ correction }: { correction: CorrectionFullFragment }) {
  const { t } = useTranslation()
  const { problems, number, id, version } = correction
  const [waiving, setWaiving] = useState(false)
  const retry = useWish(CorrectionRetryDocument, (data) => data.correctionRetry)
  const told = STATES_BESIDE.find((state) => state === correction.state)
  const mayRetry = actionOf(correction, 'RETRY')
  const mayWaive = actionOf(correction, 'WAIVE')
  if (told === undefined && mayRetry?.allowed !== true && mayWaive?.allowed !== true) return null
  if (waiving) return <Waive correction={correction} onDone={() => setWaiving(false)} />
  return (
    <>
      {told !== undefined && (
        <div className="note">
          <p>{t(`correctionEnd.${told}`)}</p>
          {problems.length > 0 && (
            <ul className="bullets">
              {problems.map(({ code, message }) => (
                <li key={code}>{message}</li>
              ))}
            </ul>
          )}
        </div>
      )}
      <Unfulfilled wish={retry} what={number} />
      <div className="line">
        {mayRetry?.allowed === true && (
          <ActButton
            type="primary"
            action={mayRetry}
            busy={retry.busy}
            onAct={() => void retry.send({ correctionId: id, expectedVersion: version })}
          >
            {t('correction.retry')}
          </ActButton>
        )}
        {mayWaive?.allowed === true && (
          <ActButton action={mayWaive} onAct={() => setWaiving(true)}>
            {t('correction.waive')} …
          </ActButton>
        )}
      </div>
    </>
  )
}

/** The proof is given up: on a ground that is so, for a reason that stays. */
function Waive({ correction, onDone }: { correction: CorrectionFullFragment; onDone: () => void }) {
  const { t } = useTranslation()
  const [ground, setGround] = useState<WaiveGround | null>(correction.waiveGrounds[0] ?? null)
  const waive = useWish(CorrectionWaiveDocument, (data) => data.correctionWaive, ['CorrectionsToCheck'])
  return (
    <Reasoned
      danger
      label={t('correction.waiveReason')}
      does={t('correction.waive')}
      wish={waive}
      what={correction.number}
      onDo={(reason) =>
        ground !== null &&
        void waive.send({ correctionId: correction.id, ground, reason }).then((done) => done !== null && onDone())
      }
      onBack={onDone}
    >
      <p className="note">{t('correction.waiveWhat')}</p>
      <Radio.Group
        aria-label={t('correction.waiveGround')}
        value={ground}
        onChange={(event) => setGround(event.target.value as WaiveGround)}
        options={correction.waiveGrounds.map((value) => ({ value, label: t(`waiveGround.${value}`) }))}
      />
    </Reasoned>
  )
}
