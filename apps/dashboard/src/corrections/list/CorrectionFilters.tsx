import { CORRECTION_KINDS, CORRECTION_STATES } from '@budeng/corrections/public'
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import type { CorrectionFilter } from '../../api/generated/graphql.ts'
import { FilterChip } from '../../fleet/list/FilterChip.tsx'
import { Filters } from '../../fleet/list/Filters.tsx'
import { useUrl } from '../../ui/url.ts'
import { useKindName } from '../marks.tsx'
import { type View, VIEWS } from './correction-filter.ts'
import { listed } from '../../ui/url-words.ts'

const NAMES = ['state', 'kind', 'tier', 'terminal', 'org'] as const

/** Whose corrections, and which of them; all of it in the URL. */
export function CorrectionFilters({ view, filter }: { view: View; filter: CorrectionFilter }) {
  const { t } = useTranslation()
  const { change } = useUrl()
  const kindName = useKindName()
  const set = (name: string) => (values: readonly string[]) => change({ [name]: listed(values) })
  return (
    <Filters
      names={NAMES}
      organisationId={filter.organisationId}
      first={
        <Segmented
          aria-label={t('correction.view')}
          value={view}
          options={VIEWS.map((value) => ({ value, label: t(`correctionView.${value}`) }))}
          onChange={(value) => change({ view: value })}
        />
      }
    >
      {view !== 'check' && (
        <FilterChip
          name={t('column.state')}
          options={CORRECTION_STATES.map((value) => ({ value, label: t(`correctionState.${value}`) }))}
          chosen={filter.states ?? []}
          onChange={set('state')}
        />
      )}
      <FilterChip
        name={t('correction.kind')}
        options={CORRECTION_KINDS.map((value) => ({ value, label: kindName(value) }))}
        chosen={filter.kinds ?? []}
        onChange={set('kind')}
      />
      <FilterChip
        single
        name={t('correction.tier')}
        options={(['1', '2', '3'] as const).map((value) => ({ value, label: t(`correctionTier.${value}`) }))}
        chosen={filter.tier == null ? [] : [String(filter.tier)]}
        onChange={set('tier')}
      />
    </Filters>
  )
}
