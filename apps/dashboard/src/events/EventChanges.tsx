import { useTranslation } from 'react-i18next'
import { type RowColumn, RowTable } from '../ui/RowTable.tsx'

interface Change {
  readonly name: string
  readonly before: unknown
  readonly after: unknown
}

/** What an entry changed, member by member, before beside after. */
export function EventChanges({ changes }: { changes: readonly Change[] }) {
  const { t } = useTranslation()
  if (changes.length === 0) return <p className="quiet">{t('events.nothingChanged')}</p>
  const columns: readonly RowColumn<Change>[] = [
    { key: 'name', title: t('events.member'), render: ({ name }) => <code>{name}</code> },
    { key: 'before', title: t('events.before'), render: ({ before }) => <Value value={before} kind="del" /> },
    { key: 'after', title: t('events.after'), render: ({ after }) => <Value value={after} kind="ins" /> },
  ]
  return (
    <section aria-label={t('events.diff')}>
      <h3>{t('events.diff')}</h3>
      <RowTable label={t('events.diff')} columns={columns} rows={changes} keyOf={({ name }) => name} />
    </section>
  )
}

/** Said by the element, not by a colour alone. */
function Value({ value, kind: Kind }: { value: unknown; kind: 'del' | 'ins' }) {
  const { t } = useTranslation()
  if (value === null || value === undefined) return <span className="quiet">{t('events.noValue')}</span>
  return <Kind className={`event-${Kind}`}>{typeof value === 'string' ? value : JSON.stringify(value)}</Kind>
}
