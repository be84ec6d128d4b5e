import {
  type CommandInput,
  commandType,
  decideCommand,
  type EvidenceKind,
  isByTerminalsWord,
  isFinal,
  missingEvidence,
} from '@budeng/fleet'
import { Fault } from '@budeng/kernel'
import type { BulkRow, CommandRow, EventView, PersonRow, TerminalView } from '@budeng/storage'
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import { PersonObject } from '../access/person.type.ts'
import type { Operation } from '../graphql/operation.ts'
import { factsOf, whyText } from '../language/language.ts'
import { BulkActionObject } from './bulk.type.ts'
import { CommandObject, EvidenceObject, TerminalFileObject, WhyObject } from './command.type.ts'
import { EvidenceKindEnum } from './enums.ts'
import { EventObject } from './event.type.ts'
import { TerminalObject } from './terminal.type.ts'

@Resolver(() => CommandObject)
export class CommandResolver {
  @FieldResolver(() => TerminalObject, { description: 'The terminal that it is for.' })
  async terminal(@Root() command: CommandRow, @Ctx('operation') operation: Operation): Promise<TerminalView> {
    const terminal = await operation.load.terminal.load(command.terminalId)
    if (terminal === null) throw new Fault('a command is seen without its terminal')
    return terminal
  }

  @FieldResolver(() => Boolean, { description: 'True when its state will not change any more.' })
  final(@Root() command: CommandRow): boolean {
    return isFinal(command.state)
  }

  @FieldResolver(() => WhyObject, { description: 'Why it is where it is, in one line.' })
  why(@Root() { why }: CommandRow, @Ctx('operation') { reader }: Operation): WhyObject {
    return { code: why.code, text: whyText(why, reader), facts: factsOf(why.params) }
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who asked for it; null for the platform itself and for people that the viewer does not see.',
  })
  async requestedBy(@Root() command: CommandRow, @Ctx('operation') operation: Operation): Promise<PersonRow | null> {
    return command.requestedBy === null ? null : await operation.load.person.load(command.requestedBy)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who released it, when somebody had to; null otherwise and for people that the viewer does not see.',
  })
  async approvedBy(@Root() command: CommandRow, @Ctx('operation') operation: Operation): Promise<PersonRow | null> {
    return command.approvedBy === null ? null : await operation.load.person.load(command.approvedBy)
  }

  @FieldResolver(() => BulkActionObject, { nullable: true, description: 'The action on many that it is part of.' })
  async bulk(@Root() command: CommandRow, @Ctx('operation') operation: Operation): Promise<BulkRow | null> {
    return command.bulkId === null ? null : await operation.load.bulk.load(command.bulkId)
  }

  @FieldResolver(() => CommandObject, { nullable: true, description: 'The command that made this one necessary.' })
  async causedBy(@Root() command: CommandRow, @Ctx('operation') operation: Operation): Promise<CommandRow | null> {
    return command.causedBy === null ? null : await operation.load.command.load(command.causedBy)
  }

  @FieldResolver(() => CommandObject, { nullable: true, description: 'The backup that must succeed first.' })
  async waitsFor(@Root() command: CommandRow, @Ctx('operation') operation: Operation): Promise<CommandRow | null> {
    return command.waitsFor === null ? null : await operation.load.command.load(command.waitsFor)
  }

  @FieldResolver(() => [CommandObject], {
    description: 'Commands that it made necessary: the backup that the platform queued before it.',
  })
  async causes(@Root() command: CommandRow, @Ctx('operation') operation: Operation): Promise<readonly CommandRow[]> {
    return await operation.load.causedBy.load(command.id)
  }

  @FieldResolver(() => Boolean, { description: 'True when a cancel would be accepted now.' })
  cancellable(@Root() command: CommandRow, @Ctx('operation') { authority, now }: Operation): boolean {
    const cancel: CommandInput = { kind: 'cancel', at: now, by: authority.personId ?? '' }
    return (
      authority.permits.has('command:cancel') && command.cancelRequestedAt === null && decideCommand(command, cancel).ok
    )
  }

  @FieldResolver(() => [EvidenceObject], { description: 'What is proven so far, by whom.' })
  evidence(@Root() command: CommandRow): EvidenceObject[] {
    return command.evidence.map((piece) => ({ ...piece, facts: factsOf(piece.facts) }))
  }

  @FieldResolver(() => [EvidenceKindEnum], {
    description: 'Evidence that the type asks for and that is still missing.',
  })
  missingEvidence(@Root() command: CommandRow): readonly EvidenceKind[] {
    return missingEvidence(command)
  }

  @FieldResolver(() => Boolean, {
    description: 'SUCCEEDED by the authenticated answer alone, as for types that only read or show.',
  })
  byTerminalsWord(@Root() command: CommandRow): boolean {
    return isByTerminalsWord(command)
  }

  @FieldResolver(() => TerminalFileObject, {
    nullable: true,
    description:
      'The file that it moves; null for types without one, before its signature, and for who may not take it.',
  })
  async file(
    @Root() { id, type }: CommandRow,
    @Ctx('operation') operation: Operation,
  ): Promise<TerminalFileObject | null> {
    if (commandType(type).file === null || !operation.authority.permits.has(`command:${type}`)) return null
    const row = await operation.load.file.load(id)
    if (row === null) return null
    const { kind, bytes, received, completeAt, cards, refused } = row
    const isKept = completeAt !== null && row.erasedAt === null
    return {
      ...{ kind, type: row.type, bytes, received, completeAt, cards, refused },
      path: isKept ? `/terminal-files/${id}` : null,
    }
  }

  @FieldResolver(() => [EventObject], {
    description: 'Everything that happened to it, oldest first; the first hundred facts.',
  })
  async timeline(@Root() command: CommandRow, @Ctx('operation') operation: Operation): Promise<readonly EventView[]> {
    return await operation.load.timeline.load(command.id)
  }
}
