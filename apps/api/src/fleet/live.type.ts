import type { BulkRow, CommandRow, EventView, TerminalView } from '@budeng/storage'
import { Field, ObjectType } from 'type-graphql'
import { PositionScalar } from '../graphql/scalars.ts'
import { BulkActionObject } from './bulk.type.ts'
import { CommandObject } from './command.type.ts'
import { EventObject } from './event.type.ts'
import { TerminalObject } from './terminal.type.ts'

const POSITION = 'Resume after this with `since`.'
const RESYNC = 'True when something was left out: query anew.'

@ObjectType('TerminalChanges', {
  simpleResolvers: true,
  description:
    'Changed terminals, at most twice a second; `resync` says that something was left out and a query is needed.',
})
export class TerminalChanges {
  @Field(() => [TerminalObject], {
    description: 'The terminals as they are now; empty in the first message, which says that the line stands.',
  })
  terminals: TerminalView[]

  @Field(() => PositionScalar, { description: POSITION })
  position: bigint

  @Field(() => Boolean, { description: RESYNC })
  resync: boolean
}

@ObjectType('CommandProgress', { simpleResolvers: true, description: "One step of a command's timeline." })
export class CommandProgress {
  @Field(() => CommandObject, { description: 'The command as it is now.' })
  command: CommandRow

  @Field(() => EventObject, {
    nullable: true,
    description: 'What happened; null in the first message, which says where the command is.',
  })
  event: EventView | null

  @Field(() => PositionScalar, { description: POSITION })
  position: bigint
}

@ObjectType('EventBatch', { simpleResolvers: true, description: 'What happened, oldest first.' })
export class EventBatch {
  @Field(() => [EventObject], { description: 'The facts; may be empty.' })
  events: EventView[]

  @Field(() => PositionScalar, { description: POSITION })
  position: bigint

  @Field(() => Boolean, { description: RESYNC })
  resync: boolean
}

@ObjectType('BulkProgressChange', {
  simpleResolvers: true,
  description: 'An action on many whose figures changed, at most twice a second.',
})
export class BulkProgressChange {
  @Field(() => BulkActionObject, { description: 'The action as it is now.' })
  bulkAction: BulkRow

  @Field(() => PositionScalar, { description: POSITION })
  position: bigint
}
