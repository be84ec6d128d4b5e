import { PRODUCTS } from '@budeng/transactions/public'
import { useQuery } from '@apollo/client/react'
import { Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type TariffCardType, TariffMerchantDocument } from '../api/generated/graphql.ts'
import { MerchantSelect } from '../money/MerchantSelect.tsx'
import { dayAfter } from '../ui/day.ts'
import { TARIFF_CARD_TYPES, TARIFF_CURRENCIES, type TariffCurrency } from './tariff-form.ts'
import { TermsForm } from './TermsForm.tsx'

const EMPTY = { percent: '', minimum: '', cap: '', agentShare: '', validFrom: '' }

/** The first tariff of a merchant for one kind of card and product; where there is one already it is changed instead. */
export function NewTariff({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const id = useId()
  const [merchantId, setMerchantId] = useState<string | null>(null)
  const [cardType, setCardType] = useState<TariffCardType>('ANY')
  const [product, setProduct] = useState<(typeof PRODUCTS)[number]>('CARD')
  const [currency, setCurrency] = useState<TariffCurrency>('CNY')
  const { data } = useQuery(TariffMerchantDocument, {
    variables: { id: merchantId ?? '' },
    skip: merchantId === null,
  })
  const businessDay = data?.organisation?.businessDay
  return (
    <TermsForm
      title={t('tariff.first')}
      initial={EMPTY}
      money={{ currency, exponent: TARIFF_CURRENCIES[currency] }}
      earliest={businessDay === undefined ? null : dayAfter(businessDay)}
      wish={(terms, reason) =>
        merchantId === null
          ? null
          : { merchantId, expectedVersion: 0, reason, tariff: { cardType, product, currency, ...terms } }
      }
      onClose={onClose}
    >
      <div className="axes">
        <div className="field">
          <label htmlFor={`${id}-merchant`}>{t('money.merchant')}</label>
          <MerchantSelect id={`${id}-merchant`} chosen={merchantId} onChoose={setMerchantId} />
        </div>
        <div className="field">
          <label htmlFor={`${id}-product`}>{t('tariff.product')}</label>
          <Select
            id={`${id}-product`}
            value={product}
            options={PRODUCTS.map((value) => ({ value, label: t(`product.${value}`) }))}
            onChange={setProduct}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-card`}>{t('tariff.cardType')}</label>
          <Select
            id={`${id}-card`}
            value={cardType}
            options={TARIFF_CARD_TYPES.map((value) => ({ value, label: t(`tariffCardType.${value}`) }))}
            onChange={setCardType}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-currency`}>{t('statement.currency')}</label>
          <Select
            id={`${id}-currency`}
            value={currency}
            options={(Object.keys(TARIFF_CURRENCIES) as TariffCurrency[]).map((value) => ({ value, label: value }))}
            onChange={setCurrency}
          />
        </div>
      </div>
    </TermsForm>
  )
}
