import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { RecordSealDocument } from '../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../api/polling.ts'
import { formatNumber } from '../ui/format.ts'
import { Time } from '../ui/Time.tsx'

/** How far the record is sealed, and when it was signed last. */
export function SealLine() {
  const { t, i18n } = useTranslation()
  const { data } = useQuery(RecordSealDocument, FIGURES_POLLING)
  // the line keeps its place while it is fetched: nothing below it moves
  if (data?.auditStatus == null) return <span className="quiet">{'\u00a0'}</span>
  const { sealedThrough, unsealed, checkpoint } = data.auditStatus
  const number = (value: number) => formatNumber(value, i18n.language)
  if (checkpoint === null) return <span className="quiet">{t('events.sealedNone')}</span>
  return (
    <span className="quiet">
      {t('events.sealed', { position: number(Number(sealedThrough)) })} <Time at={checkpoint.at} show="moment" />
      {unsealed > 0 && ` · ${t('events.unsealed', { count: unsealed, number: number(unsealed) })}`}
    </span>
  )
}
