import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { useLabel } from '../../ui/label.ts'
import { type Look, Mark } from '../../ui/Mark.tsx'
import { Time } from '../../ui/Time.tsx'
import { COMMAND_LOOKS } from '../looks.ts'
import type { CommandState } from '../../api/generated/graphql.ts'
import type { Step, StepState } from './command-steps.ts'

const STEP_LOOKS: Readonly<Record<StepState, Look>> = {
  DONE: { tone: 'good', icon: 'check' },
  NOW: { tone: 'busy', icon: 'turn' },
  TO_COME: { tone: 'quiet', icon: 'hollow' },
  WRONG: { tone: 'bad', icon: 'cross' },
  MISSING: { tone: 'warn', icon: 'question' },
  SKIPPED: { tone: 'quiet', icon: 'minus' },
}

/** Facts that a person can use; the others are for programs. */
const FACTS_SHOWN = 4

/** The steps of a command, each with its time and who vouches for it. */
export function StepList({ steps, terminalZone }: { steps: readonly Step[]; terminalZone: string }) {
  const { t } = useTranslation()
  return (
    <ol className="steps" aria-label={t('steps.label')}>
      {steps.map((step) => (
        <li
          key={step.key}
          className={`step step-${step.state.toLowerCase()}`}
          aria-current={step.state === 'NOW' ? 'step' : undefined}
        >
          <StepName step={step} />
          <span className="step-note quiet">{noteOf(step, t)}</span>
          <span className="step-time">
            {step.at !== null && <Time at={step.at} show="clock" terminalZone={terminalZone} />}
          </span>
          {step.facts.length > 0 && <StepFacts step={step} />}
        </li>
      ))}
    </ol>
  )
}

/** Who vouches for a fact that is there; where a step stands that is not. */
function noteOf(step: Step, t: TFunction<'words'>): string {
  if (step.witness !== null) return t(`witness.${step.witness}`)
  return step.state === 'DONE' || step.kind === 'END' ? '' : t(`stepState.${step.state}`)
}

function StepName({ step }: { step: Step }) {
  const { t } = useTranslation()
  const label = useLabel()
  if (step.kind === 'END') {
    const state = step.name as CommandState
    const look = step.state === 'TO_COME' ? STEP_LOOKS.TO_COME : COMMAND_LOOKS[state]
    return <Mark look={look}>{t(`commandState.${state}`)}</Mark>
  }
  const word =
    step.kind === 'EVIDENCE'
      ? label('evidence', step.name)
      : step.kind === 'LIFE'
        ? t(`step.${step.name as 'QUEUED' | 'SENT' | 'ACKNOWLEDGED'}`)
        : t(`step.${step.kind}`)
  return <Mark look={STEP_LOOKS[step.state]}>{word}</Mark>
}

function StepFacts({ step }: { step: Step }) {
  const label = useLabel()
  return (
    <span className="step-facts quiet">
      {step.facts.slice(0, FACTS_SHOWN).map((fact) => (
        <span key={fact.name}>
          {label('fact', fact.name)} <span className="mono">{fact.value}</span>
        </span>
      ))}
    </span>
  )
}
