import type { RecoveryOnPageFragment } from '../../api/generated/graphql.ts'
import { useTranslation } from 'react-i18next'
import { useLabel } from '../../ui/label.ts'
import { Mark } from '../../ui/Mark.tsx'
import { Time } from '../../ui/Time.tsx'
import { STEP_LOOKS } from './looks.ts'

type Step = RecoveryOnPageFragment['steps'][number]

/** The whole way: what went, what goes, and what comes when all goes well. */
export function RecoverySteps({ recovery }: { recovery: RecoveryOnPageFragment }) {
  const label = useLabel()
  const zone = recovery.terminal?.store.timeZone
  return (
    <ol className="recovery-steps">
      {recovery.steps.map((step, index) => (
        // a step may come twice; their order never changes
        // oxlint-disable-next-line react/no-array-index-key
        <li key={`${step.step} ${index}`} aria-current={standing(step, recovery) === 'NOW' ? 'step' : undefined}>
          <Mark look={STEP_LOOKS[standing(step, recovery)]}>{label('recoveryStep', step.step)}</Mark>
          <span className="quiet">
            {step.startedAt !== null && <Time at={step.startedAt} show="clock" terminalZone={zone} />}
            <Note step={step} />
          </span>
          <Proof step={step} />
        </li>
      ))}
    </ol>
  )
}

/** What proves a step that was a command, and who vouches for it. */
function Proof({ step: { command } }: { step: Step }) {
  const { t } = useTranslation()
  const label = useLabel()
  if (command === null || command.evidence.length === 0) return null
  return (
    <ul className="step-proof">
      {command.evidence.map(({ kind, witness }) => (
        <li key={kind}>
          {label('evidence', kind)} <span className="quiet">· {t(`witness.${witness}`)}</span>
        </li>
      ))}
    </ul>
  )
}

function Note({ step: { kind, note } }: { step: Step }) {
  const { t } = useTranslation()
  const label = useLabel()
  if (note === '') return null
  // the host's own code, which says nothing alone
  if (kind === 'CHECK' && /^[0-9A-Z]{2}$/.test(note)) return <> · {t('terminal.hostCode', { code: note })}</>
  return <> · {/^[A-Z_]+$/.test(note) ? label('recoveryNote', note) : note}</>
}

function standing({ step, outcome }: Step, recovery: RecoveryOnPageFragment): keyof typeof STEP_LOOKS {
  return outcome ?? (step === recovery.step ? 'NOW' : 'LATER')
}
