import { useQuery } from '@apollo/client/react'
import { Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  LinkSearchDocument,
  type TransactionFilter,
  type TransactionLineFragment,
  type TransactionToCorrectQuery,
} from '../../api/generated/graphql.ts'
import { SHORT_LIST_SIZE } from '../../limits.ts'
import { Amount } from '../../money/Amount.tsx'
import { useTypeWord } from '../../money/marks.tsx'
import { Time } from '../../ui/Time.tsx'

interface LinkFieldProps {
  readonly of: TransactionToCorrectQuery['transaction'] | null
  readonly chosen: string | null
  readonly onChoose: (id: string | null) => void
}

/** Another transaction of the same terminal: by its reference or trace number, the newest are offered. */
export function LinkField({ of, chosen, onChoose }: LinkFieldProps) {
  const { t } = useTranslation()
  const id = useId()
  const [text, setText] = useState('')
  const { data, loading } = useQuery(LinkSearchDocument, {
    variables: { first: SHORT_LIST_SIZE, filter: filterOf(text, of?.tid) },
    skip: of == null,
  })
  const found = (data?.transactions.nodes ?? []).filter((one) => one.id !== of?.id)
  return (
    <div className="field">
      <label htmlFor={id}>{t('correction.linkTo')}</label>
      <Select
        id={id}
        className="link-field"
        showSearch={{ filterOption: false, onSearch: setText }}
        allowClear
        loading={loading}
        value={chosen ?? undefined}
        placeholder={t('correction.linkSearch')}
        options={[
          ...found.map((one) => ({ value: one.id, label: <Found one={one} /> })),
          ...(chosen !== null && !found.some((one) => one.id === chosen) ? [{ value: chosen, label: chosen }] : []),
        ]}
        onChange={(value: string | undefined) => onChoose(value ?? null)}
      />
      <span className="hint quiet">{t('correction.linkHow')}</span>
    </div>
  )
}

/** Twelve characters are a reference, six digits a trace number. */
function filterOf(text: string, tid: string | undefined): TransactionFilter {
  const typed = text.normalize('NFKC').trim()
  if (/^[0-9A-Za-z]{12}$/.test(typed)) return { tid, rrn: typed }
  return /^\d{1,6}$/.test(typed) ? { tid, stan: typed.padStart(6, '0') } : { tid }
}

function Found({ one }: { one: TransactionLineFragment }) {
  const typeWord = useTypeWord()
  return (
    <span className="line">
      <Time at={one.at} show="clock" />
      {typeWord(one.type)} <Amount of={one.amount} />
      <span className="mono">{one.rrn ?? one.stan}</span>
    </span>
  )
}
