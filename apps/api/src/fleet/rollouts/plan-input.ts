import { type RolloutPlan, ROLLOUT_PLAN_DEFAULT } from '@budeng/fleet'
import { Field, InputType, Int } from 'type-graphql'

@InputType('RolloutWindowInput', {
  description: 'Hours in the time of each store; past midnight when it ends before it begins.',
})
export class RolloutWindowInput {
  @Field(() => String, { description: 'e.g. `02:00`.' })
  from: string

  @Field(() => String, { description: 'e.g. `05:00`.' })
  to: string
}

const { groups, perMinute, successBps, abort } = ROLLOUT_PLAN_DEFAULT

@InputType('RolloutPlanInput', { description: 'In which steps a rollout goes, and when it stops by itself.' })
export class RolloutPlanInput {
  @Field(() => [Int], {
    defaultValue: [...groups],
    description: 'Terminals of the first groups, canaries first, nine at most; one more group takes the rest.',
  })
  groups: number[]

  @Field(() => Int, { defaultValue: perMinute, description: 'Commands a minute, 1 to 6,000.' })
  perMinute: number

  @Field(() => Int, {
    defaultValue: successBps,
    description: 'Of those with a result, so many ten-thousandths must have succeeded before the next group opens.',
  })
  successBps: number

  @Field(() => Int, {
    defaultValue: abort.badBps,
    description: 'Stops by itself when so many ten-thousandths of the results are bad.',
  })
  stopBps: number

  @Field(() => Int, { defaultValue: abort.atLeast, description: '… of at least so many results.' })
  stopAtLeast: number

  @Field(() => RolloutWindowInput, { nullable: true, description: 'When commands may begin; left out: at any time.' })
  window?: RolloutWindowInput | null
}

/** The core's plan, of what was given. */
export function planOf({ stopBps, stopAtLeast, window, ...rest }: RolloutPlanInput): RolloutPlan {
  return {
    ...{ groups: rest.groups, perMinute: rest.perMinute, successBps: rest.successBps },
    abort: { badBps: stopBps, atLeast: stopAtLeast },
    window: window == null ? null : { from: window.from, to: window.to },
  }
}
