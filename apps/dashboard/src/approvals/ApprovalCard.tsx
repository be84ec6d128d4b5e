import { useTranslation } from 'react-i18next'
import type { ApprovalCardFragment } from '../api/generated/graphql.ts'
import { BulkMark } from '../fleet/marks.tsx'
import { PreviewLines } from '../fleet/bulk/PreviewLines.tsx'
import { useViewer } from '../session/viewer.ts'
import { FactList } from '../ui/FactList.tsx'
import { formatNumber } from '../ui/format.ts'
import { GoTo } from '../ui/GoTo.tsx'
import { Mark } from '../ui/Mark.tsx'
import { Countdown, Since } from '../ui/Time.tsx'
import { ChangeLines } from './ChangeLines.tsx'
import { Decide } from './Decide.tsx'
import { placeOfSubject } from './place-of-subject.ts'

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
            <p>{t('approvals.does', { what: t(`does.${subject.type}`) })}</p>
          </>
        )}
        {subject.__typename === 'Command' && <p>{t('approvals.does', { what: t(`does.${subject.type}`) })}</p>}
        {subject.__typename === 'ChangeRequest' && <ChangeLines change={subject} />}
        {subject.__typename === 'BreakGlass' && <p>{t('approvals.reviewWhat')}</p>}
        <Decide card={card} title={title} isOwn={isOwn} />
      </div>
    </section>
  )
}

function useFacts(card: ApprovalCardFragment, isOwn: boolean) {
  const { t } = useTranslation()
  const maker = card.maker === null ? t('approvals.unseen') : card.maker.name
  return [
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
      return t(`change.${subject.changeKind}`, { where: subject.person?.name ?? subject.organisation?.name ?? '' })
    case 'BreakGlass':
      return t('approvals.review')
    default:
      return kind
  }
}
