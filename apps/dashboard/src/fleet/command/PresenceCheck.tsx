import { useMutation, useQuery } from '@apollo/client/react'
import { Alert, Button, Skeleton } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  PresenceAnswerDocument,
  PresenceChallengeDocument,
  type PresenceFragment,
} from '../../api/generated/graphql.ts'
import type { Refused } from '../../api/outcome.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { Countdown } from '../../ui/Time.tsx'
import { Unfulfilled } from '../../ui/WishForm.tsx'
import { SixDigits } from './SixDigits.tsx'

/** How often the check is looked at while the terminal has not shown it yet. */
const LOOK_EVERY_MS = 1_500

interface PresenceCheckProps {
  readonly id: string
  readonly onGranted: () => void
  readonly onAgain: () => void
}

/**
 * The merchant's presence. The two words are read out first, so that the merchant knows the caller is ours; only then
 * does the merchant read out the six digits.
 */
export function PresenceCheck({ id, onGranted, onAgain }: PresenceCheckProps) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(PresenceChallengeDocument, {
    variables: { id },
    fetchPolicy: 'cache-and-network',
    pollInterval: LOOK_EVERY_MS,
  })
  const challenge = data?.presenceChallenge
  const granted = challenge?.state === 'GRANTED'
  useEffect(() => {
    if (granted) onGranted()
    // it follows from the grant alone: a new callback is no new grant
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [granted])

  if (challenge == null) {
    if (error !== undefined)
      return <FaultPanel error={error} what={t('presenceCheck.title')} retry={() => void refetch()} />
    return <Skeleton paragraph={{ rows: 5 }} />
  }
  if (challenge.state === 'OPEN') return <OpenCheck challenge={challenge} />
  if (granted || challenge.state === 'USED') return <Alert type="success" showIcon title={t('presenceCheck.GRANTED')} />
  return (
    <Alert
      role="alert"
      type="error"
      showIcon
      title={t(`presenceCheck.${challenge.state}`)}
      description={t(challenge.state === 'FAILED' ? 'presenceCheck.FAILED_next' : 'presenceCheck.LAPSED_next')}
      action={challenge.state === 'LAPSED' && <Button onClick={onAgain}>{t('presenceCheck.again')}</Button>}
    />
  )
}

function OpenCheck({ challenge }: { challenge: PresenceFragment }) {
  const { t } = useTranslation()
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [wrong, setWrong] = useState(false)
  const [answer, { loading, error }] = useMutation(PresenceAnswerDocument, { onError: () => undefined })
  const isShown = challenge.command.acknowledgedAt !== null
  const submit = async (digits: string) => {
    const { data } = await answer({ variables: { input: { challengeId: challenge.id, digits } } })
    if (data === undefined) return false
    setRefusals(data.presenceAnswer.userErrors)
    setWrong(!data.presenceAnswer.right && data.presenceAnswer.userErrors.length === 0)
    return data.presenceAnswer.right
  }
  if (!isShown)
    return (
      <div className="stack" role="status">
        <p>{t('presenceCheck.showing')}</p>
        <p className="quiet">{challenge.command.why.text}</p>
        <Skeleton title={false} paragraph={{ rows: 2 }} />
      </div>
    )
  return (
    <div className="stack presence">
      <p className="note">{challenge.trainingText}</p>
      <section>
        <h3>{t('presenceCheck.wordsFirst')}</h3>
        <p className="words">
          {(challenge.words ?? []).map((word) => (
            <span key={word}>{word}</span>
          ))}
        </p>
        <p className="quiet">{challenge.words === null ? t('presenceCheck.notYours') : t('presenceCheck.wordsWhy')}</p>
      </section>
      <section>
        <h3>{t('presenceCheck.digits')}</h3>
        <SixDigits busy={loading} onComplete={submit} />
        {wrong && (
          <p role="alert" className="tone-bad">
            {t('presenceCheck.wrong', { count: challenge.attemptsLeft })}
          </p>
        )}
        <p className="quiet">
          {t('presenceCheck.left', { count: challenge.attemptsLeft })} · {t('presenceCheck.ends')}{' '}
          <Countdown until={challenge.expiresAt} />
        </p>
      </section>
      <Unfulfilled wish={{ refusals, error }} what={t('presenceCheck.title')} />
    </div>
  )
}
