import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { useUrl } from '../ui/url.ts'

interface PeriodPickerProps {
  readonly from: string | undefined
  readonly to: string | undefined
  /** What holds while an end is open. */
  readonly open?: [from: string, to: string]
}

/** Business days from and to, both included, as they stand in the URL. */
export function PeriodPicker({ from, to, open }: PeriodPickerProps) {
  const { t } = useTranslation()
  const { change } = useUrl()
  return (
    <DatePicker.RangePicker
      size="small"
      aria-label={t('money.businessDay')}
      placeholder={open}
      value={[from === undefined ? null : dayjs(from), to === undefined ? null : dayjs(to)]}
      onChange={(days) => change({ from: days?.[0]?.format('YYYY-MM-DD'), to: days?.[1]?.format('YYYY-MM-DD') })}
    />
  )
}
