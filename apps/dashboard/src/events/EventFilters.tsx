import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { FilterChip } from '../fleet/list/FilterChip.tsx'
import { useUrl } from '../ui/url.ts'
import { listed } from '../ui/url-words.ts'
import { readEventFilter } from './event-filter.ts'

const KINDS = ['PERSON', 'SERVICE', 'PLATFORM', 'TERMINAL'] as const
/** Narrowed to one by a link of an entry, and widened again here. */
const ONLY = [
  { member: 'actorId', param: 'actor', name: 'events.actor' },
  { member: 'behalfOf', param: 'behalf', name: 'events.behalfOf' },
  { member: 'address', param: 'address', name: 'events.address' },
] as const

/** What of the record is shown: types, one terminal, a span of time. Types to choose from are those seen so far. */
export function EventFilters({
  seen,
  names,
}: {
  seen: readonly string[]
  /** Of people, by id, as far as they were seen. */
  names: ReadonlyMap<string, string>
}) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const filter = readEventFilter(search)
  const types = [...new Set([...seen, ...(filter.types ?? [])])].sort()
  const { since, until } = filter
  return (
    <div className="filter-bar" role="search" aria-label={t('filter.label')}>
      <FilterChip
        name={t('column.type')}
        options={types.map((value) => ({ value, label: value }))}
        chosen={filter.types ?? []}
        onChange={(values) => change({ type: listed(values) })}
      />
      <FilterChip
        name={t('column.by')}
        options={KINDS.map((value) => ({ value, label: t(`actor.${value}`) }))}
        chosen={filter.actorKinds ?? []}
        onChange={(values) => change({ kind: listed(values) })}
      />
      {ONLY.map(({ member, param, name }) => {
        const value = filter[member]
        if (value == null) return null
        return (
          <FilterChip
            key={param}
            single
            name={t(name)}
            options={[{ value, label: names.get(value) ?? value }]}
            chosen={[value]}
            onChange={() => change({ [param]: undefined })}
          />
        )
      })}
      {filter.terminalId != null && (
        <FilterChip
          single
          name={t('column.tid')}
          options={[{ value: filter.terminalId, label: filter.terminalId }]}
          chosen={[filter.terminalId]}
          onChange={() => change({ terminal: undefined })}
        />
      )}
      {filter.subject != null && (
        <FilterChip
          single
          name={t('events.subject')}
          options={[{ value: filter.subject, label: filter.subject }]}
          chosen={[filter.subject]}
          onChange={() => change({ subject: undefined })}
        />
      )}
      <DatePicker.RangePicker
        showTime
        allowEmpty={[true, true]}
        value={[since == null ? null : dayjs(since), until == null ? null : dayjs(until)]}
        onChange={(span) => change({ since: span?.[0]?.toISOString(), until: span?.[1]?.toISOString() })}
      />
    </div>
  )
}
