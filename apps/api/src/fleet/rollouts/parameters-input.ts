import { checkChange, type CommandType, type ParametersChange, type RolloutPlan } from '@budeng/fleet'
import { refuse } from '@budeng/kernel'
import { Field, InputType } from 'type-graphql'
import type { AnyRefusal } from '../../graphql/refused.ts'
import { parsedJson } from '../parsed-json.ts'

@InputType('ParametersChangeInput', {
  description:
    'What becomes of the parameters of each terminal before it takes them; whatever else is wished for it stays. Only in steps, with `parametersPull`.',
})
export class ParametersChangeInput {
  @Field(() => String, {
    defaultValue: '{}',
    description:
      'A JSON object, as text: texts up to 200 characters, whole numbers and booleans by name. No secrets, no card numbers.',
  })
  set: string

  @Field(() => [String], { defaultValue: [], description: 'Names that are taken out.' })
  remove: string[]
}

/** The change as the core keeps it; null: none was given. */
export function changeOf(
  input: ParametersChangeInput | null | undefined,
  type: CommandType,
  isInSteps: boolean,
):
  | { readonly ok: true; readonly change: ParametersChange | null }
  | { readonly ok: false; readonly refusal: AnyRefusal } {
  if (input == null) return { ok: true, change: null }
  if (type !== 'PARAMETERS_PULL' || !isInSteps) return refuse('PARAMETERS_ONLY_PULLED', undefined, ['parameters'])
  return checkChange(parsedJson(input.set), input.remove)
}

/** What an approval binds beside the action: in which steps, and what becomes of parameters. */
export function paced({
  steps,
  change,
}: {
  readonly steps: RolloutPlan | null
  readonly change: ParametersChange | null
}): { readonly plan?: RolloutPlan; readonly parameters?: ParametersChange } {
  return { ...(steps && { plan: steps }), ...(change && { parameters: change }) }
}
