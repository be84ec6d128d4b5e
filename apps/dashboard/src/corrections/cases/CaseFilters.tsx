import { CASE_STATES, CORRECTION_KINDS, RULE_IDS, SEVERITIES } from '@budeng/corrections/public'
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import type { CaseFilter, CaseOrder } from '../../api/generated/graphql.ts'
import { FilterChip } from '../../fleet/list/FilterChip.tsx'
import { Filters } from '../../fleet/list/Filters.tsx'
import { amountText } from '../field-text.ts'
import { useKindName } from '../marks.tsx'
import { useUrl } from '../../ui/url.ts'
import { AMOUNTS_FROM, CASE_NAMES, ORDERS } from './case-filter.ts'
import { listed } from '../../ui/url-words.ts'

const YUAN = { currency: 'CNY', exponent: 2 }

/** The criteria of the board; every one stands in the URL. */
export function CaseFilters({ filter, orderBy }: { filter: CaseFilter; orderBy: CaseOrder }) {
  const { t } = useTranslation()
  const { change } = useUrl()
  const kindName = useKindName()
  const set = (name: string) => (values: readonly string[]) => change({ [name]: listed(values) })
  return (
    <Filters names={CASE_NAMES} organisationId={filter.organisationId}>
      <FilterChip
        name={t('column.state')}
        options={CASE_STATES.map((value) => ({ value, label: t(`caseState.${value}`) }))}
        chosen={filter.states ?? []}
        onChange={(values) => change({ state: values.length === 0 ? 'all' : values.join(',') })}
      />
      <FilterChip
        name={t('case.severity')}
        options={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
        chosen={filter.severities ?? []}
        onChange={set('severity')}
      />
      <FilterChip
        name={t('rule.one')}
        options={RULE_IDS.map((value) => ({ value, label: value }))}
        chosen={filter.rules ?? []}
        onChange={set('rule')}
      />
      <FilterChip
        name={t('correction.kind')}
        options={CORRECTION_KINDS.map((value) => ({ value, label: kindName(value) }))}
        chosen={filter.kinds ?? []}
        onChange={set('kind')}
      />
      <FilterChip
        single
        name={t('case.claimedBy')}
        options={[{ value: '1', label: t('case.byMe') }]}
        chosen={filter.mine === true ? ['1'] : []}
        onChange={set('mine')}
      />
      <FilterChip
        single
        name={t('correction.atStake')}
        options={AMOUNTS_FROM.map((value) => ({ value, label: `≥ ${amountText(value, YUAN)}` }))}
        chosen={filter.amountMin == null ? [] : [filter.amountMin]}
        onChange={set('from')}
      />
      <Segmented
        size="small"
        aria-label={t('case.order')}
        value={orderBy}
        options={ORDERS.map((value) => ({ value, label: t(`caseOrder.${value}`) }))}
        onChange={(value) => change({ order: value === 'OLDEST' ? undefined : value })}
      />
    </Filters>
  )
}
