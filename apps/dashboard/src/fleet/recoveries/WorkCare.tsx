import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AlertCareDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { Reasoned } from '../../corrections/Reasoned.tsx'
import { useViewer } from '../../session/viewer.ts'
import { Mark } from '../../ui/Mark.tsx'
import { Time } from '../../ui/Time.tsx'
import { Unfulfilled } from '../../ui/WishForm.tsx'
import { HandOver } from '../alerts/HandOver.tsx'

interface Work {
  readonly id: string
  readonly isOver: boolean
  readonly claimedBy: { readonly id: string; readonly name: string } | null
  /** By when somebody answers for its end. */
  readonly answerBy: string
  readonly overdue: boolean
  readonly timeline: readonly { readonly id: string; readonly at: string; readonly text: string }[]
}

const AGAIN = ['Recovery', 'WorkOrders']

/** Who answers for a recovery or a work order, by when, and what was said about it. */
export function WorkCare({ work }: { work: Work }) {
  const { t } = useTranslation()
  const viewer = useViewer()
  const [commenting, setCommenting] = useState(false)
  const asking = useWish(AlertCareDocument, (data) => data.alertCare, AGAIN)
  const { id, isOver, claimedBy, answerBy, overdue, timeline } = work
  const may = viewer?.permissions.includes('alert:handle') === true
  return (
    <div className="stack">
      <p>
        {t('alerts.who')} {claimedBy?.name ?? '–'}
        {!isOver && (
          <>
            {' · '}
            <Mark look={overdue ? { tone: 'bad', icon: 'clock' } : { tone: 'quiet', icon: 'clock' }} strong={overdue}>
              {t('alerts.due')} <Time at={answerBy} show="clock" /> {overdue && t('alerts.overdue')}
            </Mark>
          </>
        )}
      </p>
      {may && (
        <div className="line">
          {!isOver && claimedBy?.id !== viewer.person.id && (
            <Button size="small" loading={asking.busy} onClick={() => void asking.send({ id, action: 'CLAIM' })}>
              {t('alerts.claim')}
            </Button>
          )}
          {!isOver && <HandOver id={id} refetch={AGAIN} />}
          <Button size="small" onClick={() => setCommenting(!commenting)}>
            {t('alerts.comment')}
          </Button>
        </div>
      )}
      {commenting ? (
        <Reasoned
          label={t('alerts.note')}
          does={t('alerts.send')}
          wish={asking}
          what={t('alerts.act')}
          onDo={(note) =>
            void asking
              .send({ id, action: 'COMMENT', note })
              .then((payload) => payload !== null && setCommenting(false))
          }
          onBack={() => setCommenting(false)}
        />
      ) : (
        <Unfulfilled wish={asking} what={t('alerts.act')} />
      )}
      <details>
        <summary>{t('alerts.history')}</summary>
        <ul>
          {timeline.map((event) => (
            <li key={event.id}>
              <Time at={event.at} show="clock" /> {event.text}
            </li>
          ))}
        </ul>
      </details>
    </div>
  )
}
