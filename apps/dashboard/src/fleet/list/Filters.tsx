import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { usePhone } from '../../ui/phone.ts'
import { useUrl } from '../../ui/url.ts'
import { OrganisationChip } from './OrganisationChip.tsx'

interface FiltersProps {
  /** Names in the URL that narrow the list: what "clear all" clears. */
  readonly names: readonly string[]
  readonly organisationId: string | null | undefined
  /** Stands before the criteria, on a telephone too. */
  readonly first?: ReactNode
  readonly children: ReactNode
}

/** The criteria of a list, all of which stand in the URL. On a telephone they lie behind one word. */
export function Filters({ names, organisationId, first, children }: FiltersProps) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const isPhone = usePhone()
  const narrowing = names.filter((name) => search[name] !== undefined)
  const folded = narrowing.filter((name) => name !== 'q').length
  const criteria = (
    <>
      {children}
      {organisationId != null && <OrganisationChip id={organisationId} onRemove={() => change({ org: undefined })} />}
      {narrowing.length > 0 && (
        <Button
          type="link"
          size="small"
          onClick={() => change(Object.fromEntries(names.map((name) => [name, undefined])))}
        >
          {t('filter.clear')}
        </Button>
      )}
    </>
  )
  return (
    <div className="filter-bar" role="search" aria-label={t('filter.label')}>
      {first}
      {isPhone ? (
        <details className="filters-folded">
          <summary>
            {t('filter.label')} {folded > 0 && <strong className="number">{folded}</strong>}
          </summary>
          <div className="filter-bar">{criteria}</div>
        </details>
      ) : (
        criteria
      )}
    </div>
  )
}
