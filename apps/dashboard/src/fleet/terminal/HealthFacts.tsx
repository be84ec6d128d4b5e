import { useTranslation } from 'react-i18next'
import { Blank } from '../../ui/Blank.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { useLabel } from '../../ui/label.ts'
import { readHealth } from './health.ts'

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
                {value.kind === 'number'
                  ? new Intl.NumberFormat(i18n.language).format(value.number)
                  : label('health', value.text)}
                {unit !== null && ` ${unit}`}
              </span>,
            ])}
          />
        </section>
      ))}
    </div>
  )
}
