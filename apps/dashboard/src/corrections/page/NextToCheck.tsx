import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { NextToCheckDocument } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { useViewer } from '../../session/viewer.ts'
import { GoTo } from '../../ui/GoTo.tsx'

/** The one that waits longest besides this one, so that the inbox is worked through without going back to it. */
export function NextToCheck({ than }: { than: string }) {
  const { t } = useTranslation()
  const mayCheck = useViewer()?.permissions.includes('correction:approve') === true
  const { data } = useQuery(NextToCheckDocument, { skip: !mayCheck })
  const next = data?.corrections.nodes.find(({ id }) => id !== than)
  if (next === undefined) return null
  return (
    <GoTo place={paths.correction(next.id)} className="link nowrap">
      {t('correction.nextToCheck')} ▸
    </GoTo>
  )
}
