import { moneyText } from '@budeng/transactions/public'
import { useTranslation } from 'react-i18next'
import type { TariffShownFragment } from '../api/generated/graphql.ts'
import { moneyOf } from '../money/amounts.ts'
import { dayAfter } from '../ui/day.ts'
import type { TariffForm } from './tariff-form.ts'
import { TermsForm } from './TermsForm.tsx'

/** Asks for another version of a tariff from a day on. */
export function ChangeTariff({ tariff, onClose }: { tariff: TariffShownFragment; onClose: () => void }) {
  const { t } = useTranslation()
  const { merchant, cardType, product, currency, version } = tariff
  const exponent = tariff.versions[0]?.minimum.exponent ?? 0
  return (
    <TermsForm
      title={`${t('tariff.change')} · ${merchant?.name ?? ''}`}
      initial={formOf(tariff)}
      money={{ currency, exponent }}
      earliest={merchant === null ? null : dayAfter(merchant.businessDay)}
      wish={(terms, reason) =>
        merchant === null
          ? null
          : {
              merchantId: merchant.id,
              expectedVersion: version,
              reason,
              tariff: { cardType, product, currency, ...terms },
            }
      }
      onClose={onClose}
    />
  )
}

/** The newest version as text, to be changed. */
function formOf(tariff: TariffShownFragment): TariffForm {
  const [newest] = tariff.versions.toSorted((one, other) => other.version - one.version)
  const percent = (bps: number) => moneyText({ minor: BigInt(bps), exponent: 2 })
  if (newest === undefined) return { percent: '', minimum: '', cap: '', agentShare: '', validFrom: '' }
  return {
    percent: percent(newest.percentBps),
    minimum: moneyText(moneyOf(newest.minimum)),
    cap: newest.cap === null ? '' : moneyText(moneyOf(newest.cap)),
    agentShare: percent(newest.agentShareBps),
    validFrom: '',
  }
}
