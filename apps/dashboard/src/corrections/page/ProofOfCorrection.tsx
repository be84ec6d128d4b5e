import { useTranslation } from 'react-i18next'
import type { CorrectionFullFragment } from '../../api/generated/graphql.ts'
import { EqualMark } from '../../money/marks.tsx'
import { ProofFacts } from '../../money/ProofFacts.tsx'
import { Hash, Roots } from '../../money/Roots.tsx'
import { paths } from '../../paths.ts'
import { CommandMark } from '../../fleet/marks.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { Mark } from '../../ui/Mark.tsx'

/** What the terminal did, and whether both sides provably hold the same: `3fa9… = 3fa9…`. */
export function ProofOfCorrection({ correction }: { correction: CorrectionFullFragment }) {
  const { t } = useTranslation()
  const { proof, roots, proofKind, answer, command } = correction
  return (
    <div className="stack">
      {proofKind === 'NOT_APPLICABLE' && (
        <Mark look={{ tone: 'quiet', icon: 'minus' }}>{t('correction.proofNotApplicable')}</Mark>
      )}
      {command !== null && (
        <div className="line">
          <GoTo place={paths.command(command.id)}>{t('correction.order')}</GoTo>
          <CommandMark state={command.state} />
        </div>
      )}
      {answer !== null && <Answer answer={answer} />}
      {proof !== null ? (
        <ProofFacts proof={proof} none="" />
      ) : roots !== null ? (
        <div className="line proof-line">
          <Roots ours={roots.rootHost} theirs={roots.rootTerminal} equal={roots.equal} />
          <EqualMark equal={roots.equal} strong />
        </div>
      ) : (
        proofKind !== 'NOT_APPLICABLE' && <p className="quiet">{t(`correctionProof.${proofKind}`)}</p>
      )}
    </div>
  )
}

function Answer({
  answer: { seq, leaf, refusal, ownLeaf },
}: {
  answer: NonNullable<CorrectionFullFragment['answer']>
}) {
  const { t } = useTranslation()
  if (refusal !== null)
    return (
      <FactList
        facts={[
          [t('correction.refusal'), <code key="refusal">{refusal}</code>],
          ...(ownLeaf === null ? [] : [[t('correction.ownLeaf'), <Hash key="own" of={ownLeaf} />] as const]),
        ]}
      />
    )
  return (
    <FactList
      facts={[
        [
          t('correction.amendment'),
          <span key="seq" className="number">
            {seq}
          </span>,
        ],
        [t('correction.leaf'), <Hash key="leaf" of={leaf} />],
      ]}
    />
  )
}
