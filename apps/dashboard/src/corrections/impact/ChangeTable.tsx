import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface ChangeTableProps {
  readonly label: string
  /** What its first column names; null: it is said to those only who cannot see. */
  readonly head: string | null
  /** How the two states are called; left out: before and after. */
  readonly states?: readonly [string, string]
  readonly className?: string
  /** Its bodies. */
  readonly children: ReactNode
}

/** What was, what is to be, and the difference: the same columns wherever a correction is read. */
export function ChangeTable({ label, head, states, className = 'row-table', children }: ChangeTableProps) {
  const { t } = useTranslation()
  const columns = [...(states ?? [t('change.before'), t('change.after')]), t('correction.change')]
  return (
    <div className="row-table-box" role="region" aria-label={label} tabIndex={0}>
      <table className={className}>
        <thead>
          <tr>
            <th scope="col">{head ?? <span className="visually-hidden">{label}</span>}</th>
            {columns.map((column) => (
              <th key={column} scope="col" className="end">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        {children}
      </table>
    </div>
  )
}
