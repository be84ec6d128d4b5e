import type { Millis } from '@budeng/kernel'
import { Field, ID, InputType, Int } from 'type-graphql'
import { DurationScalar } from '../graphql/scalars.ts'
import { CommandInput } from './command-input.ts'

/** Four hours, for terminals that are offline at the moment. */
export const BULK_NOT_AFTER_MS = 4 * 60 * 60_000

/** What is wished of many terminals, at once or in steps. */
@InputType({ description: 'What is wished of many terminals, at once or in steps.' })
export abstract class BulkWishInput {
  @Field(() => ID, { description: 'The selection, made by `selectionCreate`.' })
  selectionId: string

  @Field(() => Int, {
    description: 'The number of terminals that the person confirmed; refused when the selection holds another.',
  })
  expectedCount: number

  @Field(() => CommandInput, { description: 'What to do.' })
  command: CommandInput

  @Field(() => String, {
    description: 'Why, for those who approve and read it later. At most 300 characters, no card number.',
  })
  reason: string

  @Field(() => DurationScalar, {
    nullable: true,
    defaultValue: BULK_NOT_AFTER_MS,
    description: 'A command not started within this time: EXPIRED. 30 seconds to 7 days.',
  })
  notAfter?: Millis | null

  @Field(() => String, {
    nullable: true,
    description: 'The hash of the preview that was shown; refused when the action would be another by now.',
  })
  previewHash?: string | null
}
