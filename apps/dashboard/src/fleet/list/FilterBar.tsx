import { PRESENCES, SIGN_ON_STATES, TERMINAL_STATES } from '@budeng/fleet/public'
import { useTranslation } from 'react-i18next'
import { SearchField } from '../../ui/SearchField.tsx'
import { useUrl } from '../../ui/url.ts'
import { useKnownLabels } from '../estate/LabelForm.tsx'
import { useKnownAppVersions, useKnownModels } from './known.ts'
import { FilterChip } from './FilterChip.tsx'
import { Filters } from './Filters.tsx'
import { FILTER_NAMES, type FilterName, readListState } from './list-state.ts'
import { listed } from '../../ui/url-words.ts'

const OFFLINE_CHOICES = ['PT5M', 'PT1H', 'PT24H', 'P7D'] as const

/** The criteria of the terminal list, as chips; every one stands in the URL. */
export function FilterBar({ models }: { models: readonly string[] }) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const { filter } = readListState(search)
  const set = (name: FilterName) => (values: readonly string[]) => change({ [name]: listed(values) })
  const flag = (value: boolean | null | undefined) => (value == null ? [] : [value ? '1' : '0'])
  const yesNo = (name: 'fault' | 'open') => [
    { value: '1', label: t(`filter.${name}Yes`) },
    { value: '0', label: t(`filter.${name}No`) },
  ]
  const everyLabel = chooseFrom(useKnownLabels(), filter.labels)
  const everyModel = chooseFrom([...useKnownModels(), ...models], filter.models)
  const everyVersion = chooseFrom(useKnownAppVersions(), filter.appVersions)

  return (
    <Filters
      names={FILTER_NAMES}
      organisationId={filter.organisationId}
      first={
        <SearchField
          className="filter-search"
          word={t('filter.search')}
          text={search['q'] ?? ''}
          onSearch={(q) => change({ q: q === '' ? undefined : q })}
        />
      }
    >
      <FilterChip
        name={t('filter.presence')}
        options={PRESENCES.map((value) => ({ value, label: t(`presence.${value}`) }))}
        chosen={filter.presence ?? []}
        onChange={set('presence')}
      />
      <FilterChip
        name={t('filter.signOn')}
        options={SIGN_ON_STATES.map((value) => ({ value, label: t(`signOn.${value}`) }))}
        chosen={filter.signOn ?? []}
        onChange={set('signOn')}
      />
      <FilterChip
        single
        name={t('filter.fault')}
        options={yesNo('fault')}
        chosen={flag(filter.hasFault)}
        onChange={set('fault')}
      />
      <FilterChip
        single
        name={t('filter.open')}
        options={yesNo('open')}
        chosen={flag(filter.hasOpenCommand)}
        onChange={set('open')}
      />
      <FilterChip
        single
        name={t('filter.offline')}
        options={OFFLINE_CHOICES.map((value) => ({ value, label: t(`filter.offlineFor.${value}`) }))}
        chosen={filter.offlineFor == null ? [] : [filter.offlineFor]}
        onChange={set('offline')}
      />
      <FilterChip name={t('filter.model')} options={everyModel} chosen={filter.models ?? []} onChange={set('model')} />
      <FilterChip
        name={t('column.version')}
        options={everyVersion}
        chosen={filter.appVersions ?? []}
        onChange={set('version')}
      />
      <FilterChip name={t('filter.labels')} options={everyLabel} chosen={filter.labels ?? []} onChange={set('label')} />
      <FilterChip
        name={t('filter.state')}
        options={TERMINAL_STATES.map((value) => ({ value, label: t(`terminalState.${value}`) }))}
        chosen={filter.states ?? []}
        onChange={set('state')}
      />
    </Filters>
  )
}

/** What is known, and what the URL asks for although it may not be known any more. */
function chooseFrom(known: readonly string[], chosen: readonly string[] | null | undefined) {
  return [...new Set([...known, ...(chosen ?? [])])].sort().map((value) => ({ value, label: value }))
}
