import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { MyGrantsDocument } from '../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../api/polling.ts'
import { Panel } from '../ui/Panel.tsx'
import { BudgetBar } from './BudgetBar.tsx'

/** What an agent has left today; nothing for people who act without grants. */
export function MyBudget() {
  const { t } = useTranslation()
  const { data } = useQuery(MyGrantsDocument, FIGURES_POLLING)
  const grants = data?.viewer?.grants ?? []
  if (grants.length === 0) return null
  return (
    <Panel title={t('grants.mine')}>
      <ul className="grant-list">
        {grants.map(({ id, organisation, types, hour, day }) => (
          <li key={id}>
            <div className="quiet">
              {organisation.name} · {types.map((type) => t(`commandType.${type}`)).join(', ')}
            </div>
            <div className="grant-figures">
              <BudgetBar period="day" budget={day} />
              <BudgetBar period="hour" budget={hour} />
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
