import type { TerminalState } from '@budeng/fleet'
import type { TerminalView } from '@budeng/storage'
import { Field, ID, InputType, ObjectType } from 'type-graphql'
import { ReasonedInput } from '../access/reasoned-input.ts'
import { WishedPayload } from '../graphql/wished.type.ts'
import { TerminalStateEnum } from './enums.ts'
import { TerminalObject } from './terminal.type.ts'

@InputType('TerminalStateSetInput', {
  description: 'Takes a terminal out of use, back into use, or out of use for good.',
})
export class TerminalStateSetInput extends ReasonedInput {
  @Field(() => ID, { description: 'The terminal.' })
  terminalId: string

  @Field(() => TerminalStateEnum, {
    description: 'ACTIVE to SUSPENDED and back; SUSPENDED, or REGISTERED and never enrolled, to RETIRED.',
  })
  state: TerminalState
}

@ObjectType('TerminalStateSetPayload', {
  simpleResolvers: true,
  description: 'The terminal after the step; or why not.',
})
export class TerminalStateSetPayload extends WishedPayload {
  @Field(() => TerminalObject, { nullable: true, description: 'The terminal as it is now; null when it is not there.' })
  terminal: TerminalView | null
}
