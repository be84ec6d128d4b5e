import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { TariffChangeDocument, type TariffChangeInput } from '../api/generated/graphql.ts'
import { useWish } from '../api/use-wish.ts'

/** Proposes a version of a tariff: it holds when a second person has approved it. */
export function useTariffProposal(onDone: () => void) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const asking = useWish(TariffChangeDocument, (data) => data.tariffChange, ['Tariffs', 'FleetFigures'])
  const propose = async (input: Omit<TariffChangeInput, 'idempotencyKey'>) => {
    if ((await asking.send(input)) === null) return
    void message.success(t('policy.proposed'))
    onDone()
  }
  return { propose, asking }
}
