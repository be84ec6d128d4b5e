import { useQuery } from '@apollo/client/react'
import { Select } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { TariffsToChooseDocument } from '../../api/generated/graphql.ts'
import { PAGE_SIZE } from '../../limits.ts'
import { percentOf } from '../rules/percent.ts'
import type { Draft } from './draft.ts'

interface TariffFieldProps {
  readonly merchantId: string | null
  readonly chosen: Draft['tariff']
  readonly onChoose: (tariff: Draft['tariff']) => void
}

/** The version of a tariff that should have held. */
export function TariffField({ merchantId, chosen, onChoose }: TariffFieldProps) {
  const { t } = useTranslation()
  const id = useId()
  const { data, loading } = useQuery(TariffsToChooseDocument, {
    variables: { organisationId: merchantId ?? '', first: PAGE_SIZE },
    skip: merchantId === null,
  })
  const options = (data?.tariffs.nodes ?? []).flatMap((tariff) =>
    tariff.versions.map((one) => ({
      value: `${tariff.id} ${one.version}`,
      label: `${t(`tariffCardType.${tariff.cardType}`)} · ${t(`product.${tariff.product}`)} · ${percentOf(one.percentBps)} · ${t('correction.since', { day: one.validFrom })}`,
    })),
  )
  return (
    <div className="field">
      <label htmlFor={id}>{t('correction.tariff')}</label>
      <Select
        id={id}
        className="link-field"
        loading={loading}
        value={chosen === null ? undefined : `${chosen.tariffId} ${chosen.version}`}
        options={options}
        onChange={(value: string) => {
          const [tariffId = '', version] = value.split(' ')
          onChoose({ tariffId, version: Number(version) })
        }}
      />
    </div>
  )
}
