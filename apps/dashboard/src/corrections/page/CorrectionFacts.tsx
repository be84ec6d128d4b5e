import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CorrectionFullFragment } from '../../api/generated/graphql.ts'
import { TerminalLink } from '../../fleet/TerminalLink.tsx'
import { paths } from '../../paths.ts'
import { useViewer } from '../../session/viewer.ts'
import { FactList } from '../../ui/FactList.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { Time } from '../../ui/Time.tsx'
import { useTierName } from '../marks.tsx'

/** Who asks, why, about what, and what it is tied to. */
export function CorrectionFacts({ correction }: { correction: CorrectionFullFragment }) {
  const { t } = useTranslation()
  const tierName = useTierName()
  const own = useViewer()?.person.id
  const { makers, makerOrganisation, rule, reason, madeAt, terminal, target, corrects, correctedBy, merchant, moveTo } =
    correction
  const whoMade = (names: readonly string[]) => {
    if (rule === null) return names.join(', ') || t('approvals.unseen')
    const named = `${rule.rule} v${rule.version}`
    // whoever looked at it and handed it in is its maker: the second person has to be another one
    return names.length === 0
      ? `${t('correction.byRule')} ${named}`
      : t('correction.draftedBy', { who: names.join(', '), rule: named })
  }
  const facts: (readonly [string, ReactNode])[] = [
    [
      t('correction.maker'),
      whoMade(makers.map(({ id, name }) => (id === own ? `${name} ${t('approvals.you')}` : name))),
    ],
    [
      t('request.reason'),
      reason === '' ? (
        <span key="reason" className="quiet">
          –
        </span>
      ) : (
        reason
      ),
    ],
    [t('correction.madeAt'), <Time key="made" at={madeAt} show="moment" terminalZone={terminal?.store.timeZone} />],
    [t('correction.tier'), tierName(correction.tier)],
  ]
  if (makerOrganisation !== null) facts.splice(1, 0, [t('correction.makerOrganisation'), makerOrganisation.name])
  if (correction.case !== null)
    facts.push([
      t('case.one'),
      <GoTo key="case" place={paths.case(correction.case.id)}>
        {correction.case.rule.rule} {correction.case.explanation.text}
      </GoTo>,
    ])
  if (merchant !== null) facts.push([t('money.merchant'), merchant.name])
  if (target !== null)
    facts.push([
      t('correction.target'),
      <span key="target" className="number">
        {t('money.batch')} {target.batchNo} · {t('money.stan')} {target.stan}
        {target.seq !== null && ` · ${t('transaction.recordNo')} ${target.seq}`}
      </span>,
    ])
  if (moveTo !== null) facts.push([t('correction.moveTo'), <TerminalLink key="moveTo" terminal={moveTo} />])
  for (const [name, other] of [
    [t('correction.corrects'), corrects],
    ...correctedBy.map((one) => [t('correction.correctedBy'), one] as const),
  ] as const)
    if (other !== null)
      facts.push([
        name,
        <GoTo key={other.id} place={paths.correction(other.id)} className="link mono">
          {other.number}
        </GoTo>,
      ])
  return <FactList facts={facts} />
}
