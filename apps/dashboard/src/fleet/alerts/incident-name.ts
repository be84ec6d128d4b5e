import { useTranslation } from 'react-i18next'
import type { NamedIncidentsQuery } from '../../api/generated/graphql.ts'

type Named = NamedIncidentsQuery['incidents']['nodes'][number]

/** What the terminals of an outage have in common, in words. */
export function useIncidentName(): (incident: Pick<Named, 'kind' | 'name' | 'terminals'>) => string {
  const { t } = useTranslation()
  return ({ kind, name, terminals }) =>
    t('alerts.incident', {
      kind: t(`groupKind.${kind}`),
      // a host is known to the platform by its acquirer's code only
      name: kind === 'HOST' ? (terminals[0]?.acquirer.name ?? name) : name,
    })
}
