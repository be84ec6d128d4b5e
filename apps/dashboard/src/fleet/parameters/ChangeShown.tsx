import { useTranslation } from 'react-i18next'
import { linesOfChange } from './parameter-lines.ts'

/** What a rollout changes in the parameters of its terminals, line by line. */
export function ChangeShown({ change }: { change: { readonly set: unknown; readonly remove: readonly string[] } }) {
  const { t } = useTranslation()
  const { set, remove } = change
  return (
    <section className="stack" aria-label={t('parameters.changes')}>
      <h3>{t('parameters.changes')}</h3>
      <ul className="mono">
        {linesOfChange({ set: set as Readonly<Record<string, string | number | boolean>>, remove }).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  )
}
