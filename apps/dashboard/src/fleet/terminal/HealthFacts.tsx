import { useTranslation } from 'react-i18next'
import { Blank } from '../../ui/Blank.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { formatDuration } from '../../ui/format.ts'
import { useLabel } from '../../ui/label.ts'
import { readHealth } from './health.ts'

function figure(number: number, unit: string | null, language: string): string {
  if (unit === 's') return formatDuration(number * 1_000, language)
  const figures = new Intl.NumberFormat(language).format(number)
  return unit === null ? figures : `${figures} ${unit}`
}

/** A terminal's own condition, by part. Words and figures that we do not know are shown as they came. */
export function HealthFacts({ health }: { health: unknown }) {
  const { t, i18n } = useTranslation()
  const label = useLabel()
  const groups = readHealth(health)
  if (groups.length === 0) return <Blank title={t('health.empty')}>{t('health.emptyHow')}</Blank>
  return (
    <div className="health">
      {groups.map(({ name, facts }) => (
        <section key={name}>
          <h3>{label('health', name)}</h3>
          <FactList
            facts={facts.map(({ name: fact, value, unit }) => [
              label('health', fact),
              <span key={fact} className={value.kind === 'number' ? 'number' : undefined}>
                {value.kind === 'word' && label('health', value.text)}
                {value.kind === 'number' && figure(value.number, unit, i18n.language)}
              </span>,
            ])}
          />
        </section>
      ))}
    </div>
  )
}
