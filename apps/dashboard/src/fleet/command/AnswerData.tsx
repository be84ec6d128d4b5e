import { useTranslation } from 'react-i18next'
import { HealthFacts } from '../terminal/HealthFacts.tsx'

/** What a reading command brought back, in readable form. */
export function AnswerData({ data }: { data: unknown }) {
  const { t } = useTranslation()
  if (typeof data !== 'object' || data === null || Object.keys(data).length === 0) return null
  return (
    <section aria-label={t('command.answer')}>
      <h3>{t('command.answer')}</h3>
      <HealthFacts health={data} />
    </section>
  )
}
