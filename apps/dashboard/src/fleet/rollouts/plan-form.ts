import { planProblems, ROLLOUT_PLAN_DEFAULT } from '@budeng/fleet/public'
import type { RolloutPlanInput } from '../../api/generated/graphql.ts'

/** A plan as it is typed. */
export interface PlanForm {
  readonly groups: string
  readonly perMinute: string
  readonly success: string
  readonly stop: string
  readonly atLeast: string
  readonly from: string
  readonly to: string
}

const { groups, perMinute, successBps, abort } = ROLLOUT_PLAN_DEFAULT
const BPS = 100

export const PLAN_FORM_DEFAULT: PlanForm = {
  groups: groups.join(', '),
  perMinute: String(perMinute),
  success: String(successBps / BPS),
  stop: String(abort.badBps / BPS),
  atLeast: String(abort.atLeast),
  from: '',
  to: '',
}

const number = (text: string) => (text.trim() === '' ? Number.NaN : Number(text.normalize('NFKC').trim()))

/** True when so many commands give fewer results than it takes to stop: whatever goes badly, it runs on. */
export function neverStops({ atLeast }: Pick<PlanForm, 'atLeast'>, commands: number): boolean {
  return commands > 0 && number(atLeast) > commands
}

/** What was typed as the API takes it, and which parts of it are not right. Full-width digits and commas count as such. */
export function planInput(form: PlanForm): {
  readonly plan: RolloutPlanInput
  readonly problems: ReturnType<typeof planProblems>
} {
  const sizes = form.groups
    .normalize('NFKC')
    .split(/[\s,、]+/)
    .filter((text) => text !== '')
    .map(Number)
  const window = form.from === '' && form.to === '' ? null : { from: form.from, to: form.to }
  const plan = {
    ...{ groups: sizes, perMinute: number(form.perMinute), successBps: Math.round(number(form.success) * BPS) },
    ...{ stopBps: Math.round(number(form.stop) * BPS), stopAtLeast: number(form.atLeast), window },
  }
  const problems = planProblems({ ...plan, abort: { badBps: plan.stopBps, atLeast: plan.stopAtLeast } })
  return { plan, problems }
}
