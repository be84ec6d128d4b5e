import { useTranslation } from 'react-i18next'
import { CopyText } from '../ui/CopyText.tsx'

/** Digits of a root that are shown: enough to compare by eye, the rest is copied. */
const SHOWN_DIGITS = 8

/** Two roots with the sign between them: `3fa9c2d1 = 3fa9c2d1`. */
export function Roots({ ours, theirs, equal }: { ours: string; theirs: string; equal: boolean }) {
  const { t } = useTranslation()
  return (
    <span className="roots">
      <CopyText text={ours} short={`${ours.slice(0, SHOWN_DIGITS)}…`} />
      <span
        className={equal ? 'roots-sign tone-good' : 'roots-sign tone-bad'}
        role="img"
        aria-label={t(equal ? 'money.equal' : 'money.differs')}
      >
        {equal ? '=' : '≠'}
      </span>
      <CopyText text={theirs} short={`${theirs.slice(0, SHOWN_DIGITS)}…`} />
    </span>
  )
}

/** One hash, short, whole on copying. */
export function Hash({ of }: { of: string | null }) {
  return of === null ? <span className="quiet">–</span> : <CopyText text={of} short={`${of.slice(0, SHOWN_DIGITS)}…`} />
}
