import { useTranslation } from 'react-i18next'
import type { CorrectionFullFragment } from '../../api/generated/graphql.ts'
import { Mark } from '../../ui/Mark.tsx'
import { Time } from '../../ui/Time.tsx'
import { type LifeFacts, type LifeStep, lifeOf } from '../life.ts'
import { CORRECTION_LOOKS } from '../looks.ts'

/** The way from what was found to the proof, as steps with their times. */
export function Life({ correction }: { correction: CorrectionFullFragment }) {
  const { t } = useTranslation()
  const zone = correction.terminal?.store.timeZone
  return (
    <ol className="life life-line">
      {lifeOf(factsOf(correction)).map(({ step, standing, at }) => (
        <li
          key={step}
          className={standing === 'now' && isDone(step) ? 'life-now life-done' : `life-${standing}`}
          aria-current={standing === 'now' ? 'step' : undefined}
        >
          <Mark
            look={
              standing === 'now'
                ? step === 'FOUND'
                  ? { tone: 'busy', icon: 'half' }
                  : CORRECTION_LOOKS[step]
                : standing === 'past'
                  ? { tone: 'good', icon: 'check' }
                  : { tone: 'quiet', icon: 'hollow' }
            }
            strong={standing === 'now'}
          >
            {t(`correctionStep.${step}`)}
          </Mark>
          <div className="quiet hint">{at !== null && <Time at={at} show="clock" terminalZone={zone} />}</div>
        </li>
      ))}
    </ol>
  )
}

/** Nothing is to come any more, and all is well. */
function isDone(step: LifeStep): boolean {
  return step === 'CLOSED' || step === 'VERIFIED'
}

/** When each step was taken, as far as the correction says. */
function factsOf(correction: CorrectionFullFragment): LifeFacts {
  const { state, madeAt, submittedAt, postedAt, changedAt, closedAt, command, answer, roots, proofKind } = correction
  const approved = correction.decisions.filter(({ verdict }) => verdict === 'APPROVED').at(-1)
  const event = (type: string) => correction.timeline.findLast((one) => one.type === type)?.at ?? null
  const isWithCommand = proofKind === 'AMENDMENT_ROOT'
  return {
    state,
    foundAt: correction.case?.openedAt ?? null,
    madeAt,
    submittedAt,
    approvedAt: event('CorrectionApproved') ?? approved?.at ?? (postedAt === null ? null : submittedAt),
    postedAt,
    sentAt: command?.requestedAt ?? null,
    appliedAt: answer?.seq == null ? null : (event('CorrectionApplied') ?? changedAt),
    provenAt: roots?.equal === true ? (event('CorrectionVerified') ?? closedAt) : null,
    endedAt: closedAt ?? changedAt,
    hasCommand: isWithCommand,
    hasProof: proofKind !== 'NOT_APPLICABLE',
  }
}
