import type { Presence, SignOnState, TerminalState } from '@budeng/fleet'
import { foldedLabel } from '@budeng/fleet'
import type { Instant, Millis } from '@budeng/kernel'
import { NO_FILTER, type TerminalFilter } from '@budeng/storage'
import { ArgsType, Field, ID, InputType } from 'type-graphql'
import { z } from 'zod'
import { PageArgs } from '../graphql/connection.ts'
import { enumeration } from '../graphql/enumeration.ts'
import { listOrNull, parsedInput } from '../graphql/parsed-input.ts'
import { DurationScalar } from '../graphql/scalars.ts'
import { SEARCH_LENGTH_MAX } from '../limits.ts'
import { PresenceEnum, SignOnStateEnum, TerminalStateEnum } from './enums.ts'

@InputType('TerminalFilter', {
  description: 'Narrows a list of terminals; members are joined by "and", the items of a list by "or".',
})
export class TerminalFilterInput {
  @Field(() => ID, { nullable: true, description: 'Under this organisation.' })
  organisationId?: string | null

  @Field(() => String, {
    nullable: true,
    description:
      'TID, MID, serial number, or (from ten digits on) the ICCID of its SIM card by their beginning; merchant or store name by any part, Chinese too; full-width digits and letters are understood.',
  })
  q?: string | null

  @Field(() => [PresenceEnum], {
    nullable: true,
    description:
      'Any of these. Only terminals in use (ACTIVE, SUSPENDED) have a presence; so with `signOn`, `offlineFor`.',
  })
  presence?: Presence[] | null

  @Field(() => [SignOnStateEnum], { nullable: true, description: 'Any of these.' })
  signOn?: SignOnState[] | null

  @Field(() => [TerminalStateEnum], { nullable: true, description: 'Any of these.' })
  states?: TerminalState[] | null

  @Field(() => [String], { nullable: true, description: 'Any of these models, as written.' })
  models?: string[] | null

  @Field(() => [String], {
    nullable: true,
    description: 'Whose device said with its last hello that it runs any of these versions of the payment application.',
  })
  appVersions?: string[] | null

  @Field(() => [String], { nullable: true, description: 'With any of these labels.' })
  labels?: string[] | null

  @Field(() => [String], {
    nullable: true,
    description: 'With any of these faults set, e.g. `HW_PRINTER_JAM`: codes as `Terminal.faults` has them.',
  })
  faults?: string[] | null

  @Field(() => Boolean, { nullable: true, description: 'With at least one fault set, or with none.' })
  hasFault?: boolean | null

  @Field(() => Boolean, { nullable: true, description: 'With at least one command that has not ended, or with none.' })
  hasOpenCommand?: boolean | null

  @Field(() => DurationScalar, { nullable: true, description: 'Offline at least this long.' })
  offlineFor?: Millis | null
}

export const TerminalOrderFieldEnum = enumeration('TerminalOrderField', 'What a list of terminals is ordered by.', {
  TID: 'Terminal number.',
  PRESENCE_SINCE: 'Since when presence is what it is: the longest first when ascending.',
})

export const DirectionEnum = enumeration('Direction', 'Which way an order goes.', {
  ASC: 'Smallest or oldest first.',
  DESC: 'Largest or newest first.',
})

@InputType('TerminalOrder', { description: 'Order of a list of terminals.' })
export class TerminalOrderInput {
  @Field(() => TerminalOrderFieldEnum, { description: 'By what.' })
  field: keyof typeof TerminalOrderFieldEnum

  @Field(() => DirectionEnum, { description: 'Which way.' })
  direction: keyof typeof DirectionEnum
}

@ArgsType()
export class TerminalsArgs extends PageArgs {
  @Field(() => TerminalFilterInput, { nullable: true, description: 'Only these.' })
  filter: TerminalFilterInput | null

  @Field(() => TerminalOrderInput, { nullable: true, description: 'By TID ascending unless given.' })
  orderBy: TerminalOrderInput | null
}

const Filter = z.object({
  q: z
    .string()
    .max(SEARCH_LENGTH_MAX)
    .nullish()
    .transform((q) => (q == null || q.trim() === '' ? null : q)),
  presence: listOrNull(z.enum(PresenceEnum)),
  signOn: listOrNull(z.enum(SignOnStateEnum)),
  states: listOrNull(z.enum(TerminalStateEnum)),
  models: listOrNull(z.string().max(SEARCH_LENGTH_MAX)),
  appVersions: listOrNull(z.string().max(SEARCH_LENGTH_MAX)),
  labels: listOrNull(z.string().max(SEARCH_LENGTH_MAX)),
  faults: listOrNull(z.string().max(SEARCH_LENGTH_MAX)),
  hasFault: z
    .boolean()
    .nullish()
    .transform((value) => value ?? null),
  hasOpenCommand: z
    .boolean()
    .nullish()
    .transform((value) => value ?? null),
  offlineFor: z
    .number()
    .nonnegative()
    .nullish()
    .transform((value) => value ?? null),
})

/** The storage's filter of an input. @throws ApiError BAD_USER_INPUT */
export function terminalFilter(input: TerminalFilterInput | null | undefined, at: Instant): TerminalFilter {
  if (input == null) return NO_FILTER
  const { q, presence, signOn, labels, offlineFor, ...same } = parsedInput(Filter, input, ['filter'])
  return {
    ...same,
    search: q,
    presences: presence,
    signOns: signOn,
    labels: labels === null ? null : [...new Set(labels.map(foldedLabel))],
    offlineSince: offlineFor === null ? null : at - offlineFor,
  }
}
