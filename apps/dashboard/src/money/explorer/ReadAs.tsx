import { formatMoney, moneyText, type SearchReading } from '@budeng/transactions/public'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useUrl } from '../../ui/url.ts'

/** How the search text was read, and what else it could mean. */
export function ReadAs({ readings, isUnreadable }: { readings: readonly SearchReading[]; isUnreadable: boolean }) {
  const { t } = useTranslation()
  const { change } = useUrl()
  const [chosen, ...others] = readings
  if (isUnreadable) return <p className="read-as tone-warn">{t('explorer.unreadable')}</p>
  if (chosen === undefined) return null
  return (
    <p className="read-as" role="status">
      <span>
        {t('explorer.readAs')} <strong>{t(`searchKind.${chosen.kind}`)}</strong>{' '}
        <span className="mono">{textOf(chosen)}</span>
        {chosen.amount?.isCurrencyWritten === false && <span className="quiet"> {t('explorer.anyCurrency')}</span>}
      </span>
      {others.length > 0 && <span className="quiet">{t('explorer.instead')}</span>}
      {others.map((other) => (
        <Button key={other.kind} type="link" size="small" onClick={() => change({ as: other.kind })}>
          {t(`searchKind.${other.kind}`)} {textOf(other)}
        </Button>
      ))}
    </p>
  )
}

function textOf({ value, amount }: SearchReading): string {
  if (amount === null) return value
  return amount.isCurrencyWritten ? formatMoney(amount.money) : moneyText(amount.money)
}
