import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { CorrectionDeskDocument, MoneyFiguresDocument, type MoneyFiguresQuery } from '../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../api/polling.ts'
import { PAGE_SIZE } from '../limits.ts'
import { useCorrectionsToCheck } from '../corrections/to-check.ts'
import { Amount } from '../money/Amount.tsx'
import { UNSETTLED_BATCHES, UNSETTLED_FOR } from '../money/looks.ts'
import { paths, type Place } from '../paths.ts'
import { useViewer } from '../session/viewer.ts'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { formatNumber } from '../ui/format.ts'
import { GoTo } from '../ui/GoTo.tsx'
import { Mark } from '../ui/Mark.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Since } from '../ui/Time.tsx'
import { WaitingRows } from '../ui/Waiting.tsx'
import { ApprovalRate } from './ApprovalRate.tsx'
import { DueFiles } from './DueFiles.tsx'

/** What of the money waits for a person: open differences with their amount and age, batches that do not balance. */
export function MoneyNow({ organisationId }: { organisationId: string }) {
  const { t, i18n } = useTranslation()
  const { data, error, refetch } = useQuery(MoneyFiguresDocument, {
    variables: { organisationId, first: PAGE_SIZE, states: [...UNSETTLED_BATCHES], unsettledFor: UNSETTLED_FOR },
    fetchPolicy: 'no-cache',
    ...FIGURES_POLLING,
  })
  const number = (value: number) => formatNumber(value, i18n.language)
  const open = data?.organisation?.agreement?.openDifferences ?? []
  const count = open.reduce((sum, one) => sum + one.count, 0)
  const [oldest] = open.map(({ oldestAt }) => oldestAt).sort()
  return (
    <Panel title={t('overview.money')} flush>
      <FaultPanel error={error} what={t('overview.money')} retry={() => void refetch()} />
      {data === undefined && error === undefined && <WaitingRows rows={2} />}
      {data !== undefined && (
        <ul className="needs">
          <li>
            <GoTo place={paths.agreement()} className="need">
              <span className="need-count number">{number(count)}</span>
              <Mark look={count === 0 ? { tone: 'quiet', icon: 'check' } : { tone: 'bad', icon: 'cross' }}>
                {t('overview.openDifferences')}
              </Mark>
              <span className="need-how quiet">
                {count === 0 && t('overview.nothing')}
                {open.map(
                  ({ amount }) =>
                    amount !== null && (
                      <span key={amount.currency}>
                        <Amount of={amount} />{' '}
                      </span>
                    ),
                )}
                {oldest !== undefined && (
                  <>
                    {t('agreement.oldest')} <Since at={oldest} />
                  </>
                )}
              </span>
            </GoTo>
          </li>
          <ToCheck />
          <OpenCases organisationId={organisationId} />
          <DueFiles />
          <BatchesThat
            found={data.unbalanced}
            place={paths.batches({ state: UNSETTLED_BATCHES.join(',') })}
            what={t('overview.unbalanced')}
            how={t('overview.unbalancedHow')}
          />
          <BatchesThat
            found={data.unsettled}
            place={paths.batches({ unsettled: UNSETTLED_FOR })}
            what={t('overview.unsettled')}
            how={t('overview.unsettledHow')}
          />
          <ApprovalRate />
        </ul>
      )}
    </Panel>
  )
}

/** What waits for this person's yes or no. */
function ToCheck() {
  const { t, i18n } = useTranslation()
  const count = useCorrectionsToCheck()
  if (useViewer()?.permissions.includes('correction:approve') !== true) return null
  return (
    <li>
      <GoTo place={paths.corrections({ view: 'check' })} className="need">
        <span className="need-count number">{formatNumber(count, i18n.language)}</span>
        <Mark look={count === 0 ? { tone: 'quiet', icon: 'check' } : { tone: 'warn', icon: 'pause' }}>
          {t('overview.toCheck')}
        </Mark>
        <span className="need-how quiet">{t(count === 0 ? 'overview.nothing' : 'overview.toCheckHow')}</span>
      </GoTo>
    </li>
  )
}

interface BatchesThatProps {
  readonly found: MoneyFiguresQuery['unsettled']
  readonly place: Place
  readonly what: string
  readonly how: string
}

/** How many batches of a kind there are, as a link to them; beyond a page it is a page and more. */
function BatchesThat({ found, place, what, how }: BatchesThatProps) {
  const { t, i18n } = useTranslation()
  const count = found.nodes.length
  const isMore = found.pageInfo.hasNextPage
  const isNone = count === 0 && !isMore
  return (
    <li>
      <GoTo place={place} className="need">
        <span className="need-count number">{formatNumber(count, i18n.language) + (isMore ? '+' : '')}</span>
        <Mark look={isNone ? { tone: 'quiet', icon: 'check' } : { tone: 'warn', icon: 'attention' }}>{what}</Mark>
        <span className="need-how quiet">{isNone ? t('overview.nothing') : how}</span>
      </GoTo>
    </li>
  )
}

/** What the rules found and nobody has taken up. */
function OpenCases({ organisationId }: { organisationId: string }) {
  const { t, i18n } = useTranslation()
  const mayRead = useViewer()?.permissions.includes('correction:read') === true
  const { data } = useQuery(CorrectionDeskDocument, {
    variables: { organisationId },
    skip: !mayRead,
    ...FIGURES_POLLING,
  })
  if (!mayRead) return null
  // not known yet is not none
  if (data === undefined) return <NotKnown place={paths.cases()} what={t('overview.openCases')} />
  const open = (data.correctionDesk?.cases ?? []).filter(({ state }) => state === 'OPEN')
  const count = open.reduce((sum, one) => sum + one.count, 0)
  const isSevere = open.some(({ severity }) => severity === 'HIGH')
  return (
    <li>
      <GoTo place={paths.cases()} className="need">
        <span className="need-count number">{formatNumber(count, i18n.language)}</span>
        <Mark
          look={
            count === 0
              ? { tone: 'quiet', icon: 'check' }
              : isSevere
                ? { tone: 'bad', icon: 'warning' }
                : { tone: 'warn', icon: 'attention' }
          }
        >
          {t('overview.openCases')}
        </Mark>
        <span className="need-how quiet">{t(count === 0 ? 'overview.nothing' : 'overview.openCasesHow')}</span>
      </GoTo>
    </li>
  )
}

/** A figure that is still asked for. */
function NotKnown({ place, what }: { place: Place; what: string }) {
  return (
    <li aria-busy>
      <GoTo place={place} className="need">
        <span className="need-count number quiet">…</span>
        <Mark look={{ tone: 'quiet', icon: 'hollow' }}>{what}</Mark>
      </GoTo>
    </li>
  )
}
