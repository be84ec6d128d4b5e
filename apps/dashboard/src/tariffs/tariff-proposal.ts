import { useMutation } from '@apollo/client/react'
import { App } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TariffChangeDocument, type TariffChangeInput } from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { useWishKeys } from '../api/wish-keys.ts'

/** Proposes a version of a tariff: it holds when a second person has approved it. */
export function useTariffProposal(onDone: () => void) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const keys = useWishKeys()
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [send, { loading, error }] = useMutation(TariffChangeDocument, {
    onError: () => undefined,
    refetchQueries: ['Tariffs', 'FleetFigures'],
  })
  const propose = async (input: Omit<TariffChangeInput, 'idempotencyKey'>) => {
    const { data } = await send({ variables: { input: { ...input, idempotencyKey: keys.of(input) } } })
    if (data === undefined) return
    keys.answered(input)
    setRefusals(data.tariffChange.userErrors)
    if (data.tariffChange.userErrors.length > 0) return
    void message.success(t('policy.proposed'))
    onDone()
  }
  return { propose, refusals, loading, error }
}
