import { useQuery } from '@apollo/client/react'
import { DatePicker, Select } from 'antd'
import dayjs from 'dayjs'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { EventTypesDocument } from '../api/generated/graphql.ts'
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

/** What of the record is shown: types, one terminal, a span of time. */
export function EventFilters({
  names,
}: {
  /** Of people, by id, as far as they were seen. */
  names: ReadonlyMap<string, string>
}) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const filter = readEventFilter(search)
  const { since, until } = filter
  return (
    <div className="filter-bar" role="search" aria-label={t('filter.label')}>
      <TypeSelect types={filter.types ?? []} onChange={(values) => change({ type: listed(values) })} />
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

/** Types by the sentence that each has in the record; found by it and by the name that files and programs use. */
function TypeSelect({ types, onChange }: { types: readonly string[]; onChange: (types: readonly string[]) => void }) {
  const { t } = useTranslation()
  const { data } = useQuery(EventTypesDocument)
  const known = data?.eventTypes ?? []
  return (
    <Select<string[]>
      mode="multiple"
      className="event-types"
      aria-label={t('events.types')}
      placeholder={t('events.types')}
      maxTagCount="responsive"
      popupMatchSelectWidth={420}
      listHeight={400}
      value={[...types]}
      options={known.map(({ type, text }) => ({ value: type, label: text, title: type }))}
      labelRender={({ value }) => value}
      optionRender={inList}
      showSearch={{ filterOption: (typed, option) => isFound(typed, [option?.label, option?.value]) }}
      onChange={onChange}
    />
  )
}

/** As it stands in the list: the sentence, and the name below it. */
const inList = ({ label, value }: { label?: ReactNode; value?: string | number }) => (
  <>
    <div className="event-type-text">{label}</div>
    <code className="quiet">{value}</code>
  </>
)

const isFound = (typed: string, texts: readonly unknown[]) =>
  texts.some((text) => typeof text === 'string' && text.toLowerCase().includes(typed.trim().toLowerCase()))
