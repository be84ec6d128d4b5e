import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlanShownFragment } from '../../api/generated/graphql.ts'
import { formatNumber, formatPercent } from '../../ui/format.ts'

const BPS = 10_000

/** In which steps a rollout goes, as facts. */
export function usePlanFacts(): (plan: PlanShownFragment) => readonly (readonly [string, ReactNode])[] {
  const { t, i18n } = useTranslation()
  const share = (bps: number) => formatPercent(bps / BPS, i18n.language)
  return ({ perMinute, successBps, stopBps, stopAtLeast, window }) => [
    [t('planField.perMinute'), formatNumber(perMinute, i18n.language)],
    [t('planField.success'), share(successBps)],
    [t('rollout.stopsAt'), t('rollout.stopsAtWhat', { share: share(stopBps), number: stopAtLeast })],
    [
      t('rollout.window'),
      window === null ? t('rollout.always') : `${window.from}–${window.to} ${t('rollout.storeTime')}`,
    ],
  ]
}
