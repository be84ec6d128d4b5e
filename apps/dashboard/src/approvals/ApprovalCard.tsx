import { useTranslation } from 'react-i18next'
import type { ApprovalCardFragment, ChangeFragment } from '../api/generated/graphql.ts'
import { BulkMark } from '../fleet/marks.tsx'
import { useOrderedFacts } from '../fleet/command/ordered-facts.tsx'
import { usePlanFacts } from '../fleet/rollouts/plan-facts.tsx'
import { PreviewLines } from '../fleet/bulk/PreviewLines.tsx'
import { ChangeShown } from '../fleet/parameters/ChangeShown.tsx'
import { useViewer } from '../session/viewer.ts'
import { FactList } from '../ui/FactList.tsx'
import { formatNumber } from '../ui/format.ts'
import { GoTo } from '../ui/GoTo.tsx'
import { Mark } from '../ui/Mark.tsx'
import { Countdown, Since } from '../ui/Time.tsx'
import { ChangeLines } from './ChangeLines.tsx'
import { Decide } from './Decide.tsx'
import { placeOfSubject } from './place-of-subject.ts'
import { memberOf, settledChange } from './settled-change.ts'
import { SettledChange } from './SettledChange.tsx'

/** Digits of the hash that are shown: enough to compare two screens by eye. */
const HASH_DIGITS = 12

/**
 * Something that waits for a second person: what deciding it will do, by whom and why it is asked. The decision names the
 * hash that stands on the card, so that exactly this is approved or nothing.
 */
export function ApprovalCard({ card, headed = false }: { card: ApprovalCardFragment; headed?: boolean }) {
  const { t } = useTranslation()
  const title = useCardTitle(card)
  const isOwn = useViewer()?.person.id === card.maker?.id
  const { subject } = card
  return (
    <section className="panel decision" aria-label={title}>
      {headed && (
        <header className="panel-head">
          <h2>
            <GoTo place={placeOfSubject(card)}>{title}</GoTo>
          </h2>
          {subject.__typename === 'BulkAction' && <BulkMark bulk={subject} />}
          {card.overdue && <Mark look={{ tone: 'bad', icon: 'warning' }}>{t('approvals.overdue')}</Mark>}
        </header>
      )}
      <div className="panel-body stack">
        <FactList facts={useFacts(card, isOwn)} />
        {subject.__typename === 'BulkAction' && (
          <>
            <PreviewLines lines={subject.breakdown} total={subject.terminalCount} />
            {subject.rollout?.parameters != null && <ChangeShown change={subject.rollout.parameters} />}
            {subject.rollout !== null && <StepsShown rollout={subject.rollout} />}
            <p>{t('approvals.does', { what: t(`does.${subject.type}`) })}</p>
          </>
        )}
        {subject.__typename === 'Command' && <p>{t('approvals.does', { what: t(`does.${subject.type}`) })}</p>}
        {subject.__typename === 'ChangeRequest' && <ChangeShownHere change={subject} />}
        {subject.__typename === 'BreakGlass' && <p>{t('approvals.reviewWhat')}</p>}
        <Decide card={card} title={title} isOwn={isOwn} />
      </div>
    </section>
  )
}

function ChangeShownHere({ change }: { change: ChangeFragment }) {
  const said = settledChange(change)
  return said === null ? <ChangeLines change={change} /> : <SettledChange change={change} said={said} />
}

function useFacts(card: ApprovalCardFragment, isOwn: boolean) {
  const { t } = useTranslation()
  const orderedFacts = useOrderedFacts()
  const { subject } = card
  const isOrder = subject.__typename === 'BulkAction' || subject.__typename === 'Command'
  const maker = card.maker === null ? t('approvals.unseen') : card.maker.name
  return [
    ...(isOrder ? orderedFacts(subject.type, subject.params) : []),
    [
      t(card.kind === 'REVIEW' ? 'approvals.doneBy' : 'approvals.maker'),
      isOwn ? `${maker} ${t('approvals.you')}` : maker,
    ],
    [t('request.reason'), card.reason],
    [t('approvals.age'), <Since key="age" at={card.since} />],
    ...(card.until === null || card.overdue
      ? []
      : [
          [
            t(card.kind === 'REVIEW' ? 'approvals.reviewUntil' : 'approvals.lapses'),
            <Countdown key="lapse" until={card.until} />,
          ] as const,
        ]),
    ...(card.hash === null
      ? []
      : [
          [
            t('approvals.hash'),
            <code key="hash" title={card.hash}>
              {card.hash.slice(0, HASH_DIGITS)}…
            </code>,
          ] as const,
        ]),
  ] as const
}

type Steps = NonNullable<Extract<ApprovalCardFragment['subject'], { __typename?: 'BulkAction' }>['rollout']>

/** In which groups and how fast it goes, and when it stops by itself: approved as it stands here. */
function StepsShown({ rollout: { plan, groups } }: { rollout: Steps }) {
  const { t, i18n } = useTranslation()
  const planFacts = usePlanFacts()
  const sizes = groups.map(({ size }) => formatNumber(size, i18n.language)).join(' → ')
  return <FactList facts={[[t('rollout.groups'), sizes], ...planFacts(plan)]} />
}

/** What it is, in one line. */
function useCardTitle({ subject, kind }: ApprovalCardFragment): string {
  const { t, i18n } = useTranslation()
  switch (subject.__typename) {
    case 'BulkAction':
      return t(`act.${subject.type}`, {
        count: subject.terminalCount,
        number: formatNumber(subject.terminalCount, i18n.language),
      })
    case 'Command':
      return t('request.title', { what: t(`commandType.${subject.type}`), tid: subject.terminal.tid })
    case 'ChangeRequest':
      return t(`change.${subject.changeKind}`, {
        where:
          subject.person?.name ??
          subject.merchant?.name ??
          memberOf(subject.before, 'merchant') ??
          subject.organisation?.name ??
          '',
      })
    case 'BreakGlass':
      return t('approvals.review')
    default:
      return kind
  }
}
