import {
  AUTH_STATES,
  FOLLOW_UP_STATES,
  RECORD_TYPES,
  REVERSAL_STATES,
  SETTLEMENT_STATES,
  withoutCardNumber,
} from '@budeng/transactions/public'
import { Button, DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { FilterChip } from '../../fleet/list/FilterChip.tsx'
import { OrganisationChip } from '../../fleet/list/OrganisationChip.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { useUrl } from '../../ui/url.ts'
import { listed } from '../../ui/url-words.ts'
import { EXPLORER_NAMES, type ExplorerName, type ExplorerState, SPANS } from './explorer-state.ts'

/** The criteria of the explorer; every one stands in the URL. */
export function ExplorerFilters({ state }: { state: ExplorerState }) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const { filter, text, span } = state
  const set = (name: ExplorerName) => (values: readonly string[]) => change({ [name]: listed(values) })
  const isNarrowed = EXPLORER_NAMES.some((name) => search[name] !== undefined)
  const { since, until } = filter
  return (
    <div className="filter-bar" role="search" aria-label={t('filter.label')}>
      <SearchField
        className="money-search"
        word={t('explorer.search')}
        text={text}
        onSearch={(typed) => {
          // of a whole card number only what may be known goes on: not into the address, not to the API
          const q = withoutCardNumber(typed).trim()
          change({ q: q === '' ? undefined : q, as: undefined })
        }}
      />
      <FilterChip
        name={t('column.type')}
        options={RECORD_TYPES.map((value) => ({ value, label: t(`recordType.${value}`) }))}
        chosen={filter.types ?? []}
        onChange={set('type')}
      />
      <FilterChip
        name={t('axis.authorisation')}
        options={AUTH_STATES.map((value) => ({ value, label: t(`authorisation.${value}`) }))}
        chosen={filter.authorisation ?? []}
        onChange={set('auth')}
      />
      <FilterChip
        name={t('axis.reversal')}
        options={REVERSAL_STATES.map((value) => ({ value, label: t(`reversal.${value}`) }))}
        chosen={filter.reversal ?? []}
        onChange={set('reversal')}
      />
      <FilterChip
        name={t('axis.followUp')}
        options={FOLLOW_UP_STATES.map((value) => ({ value, label: t(`followUp.${value}`) }))}
        chosen={filter.followUp ?? []}
        onChange={set('followUp')}
      />
      <FilterChip
        name={t('axis.settlement')}
        options={SETTLEMENT_STATES.map((value) => ({ value, label: t(`settlement.${value}`) }))}
        chosen={filter.settlement ?? []}
        onChange={set('settlement')}
      />
      <FilterChip
        single
        name={t('explorer.arrival')}
        options={(['1', '0'] as const).map((value) => ({
          value,
          label: t(value === '1' ? 'explorer.late' : 'explorer.inTime'),
        }))}
        chosen={filter.late == null ? [] : [filter.late ? '1' : '0']}
        onChange={set('late')}
      />
      <FilterChip
        single
        name={t('explorer.span')}
        options={SPANS.map((value) => ({ value, label: t(`span.${value}`) }))}
        chosen={span === null ? [] : [span]}
        onChange={([value]) => change({ span: value, since: undefined, until: undefined })}
      />
      <DatePicker.RangePicker
        showTime
        allowEmpty={[true, true]}
        value={span === null ? [dayOf(since), dayOf(until)] : [null, null]}
        onChange={(range) =>
          change({ since: range?.[0]?.toISOString(), until: range?.[1]?.toISOString(), span: undefined })
        }
      />
      {filter.organisationId != null && (
        <OrganisationChip id={filter.organisationId} onRemove={() => change({ org: undefined })} />
      )}
      {isNarrowed && (
        <Button
          type="link"
          size="small"
          onClick={() => change(Object.fromEntries(EXPLORER_NAMES.map((name) => [name, undefined])))}
        >
          {t('filter.clear')}
        </Button>
      )}
    </div>
  )
}

function dayOf(moment: string | null | undefined) {
  return moment == null ? null : dayjs(moment)
}
