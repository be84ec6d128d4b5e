import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProofShownFragment } from '../api/generated/graphql.ts'
import { FactList } from '../ui/FactList.tsx'
import { Mark } from '../ui/Mark.tsx'
import { Time } from '../ui/Time.tsx'
import { EqualMark } from './marks.tsx'
import { Roots } from './Roots.tsx'

/** What terminal and platform said of the same range of the journal. Null: they were not compared yet. */
export function ProofFacts({ proof, none }: { proof: ProofShownFragment | null; none: ReactNode }) {
  const { t } = useTranslation()
  if (proof === null) return <p className="quiet">{none}</p>
  const areRootsEqual = proof.rootHost === proof.rootTerminal
  return (
    <div className="stack">
      <div className="line proof-line">
        {/* equal roots and other totals are no proof: the sign is of the roots, the word says what differs */}
        <Roots ours={proof.rootHost} theirs={proof.rootTerminal} equal={areRootsEqual} />
        {areRootsEqual && proof.totalsEqual === false ? (
          <Mark look={{ tone: 'bad', icon: 'cross' }} strong>
            {t('money.onlyTotalsDiffer')}
          </Mark>
        ) : (
          <EqualMark equal={proof.equal} strong />
        )}
      </div>
      <FactList
        facts={[
          [t('money.proofHow'), t(`proofKind.${proof.kind}`)],
          [
            t('money.range'),
            <span key="range" className="number">
              {proof.epoch} · {proof.fromSeq}–{proof.throughSeq}
            </span>,
          ],
          [t('money.totals'), <EqualMark key="totals" equal={proof.totalsEqual} />],
          [t('money.comparedAt'), <Time key="at" at={proof.provenAt} show="moment" />],
        ]}
      />
      <p className="quiet hint">{t('money.proofMeans')}</p>
    </div>
  )
}
