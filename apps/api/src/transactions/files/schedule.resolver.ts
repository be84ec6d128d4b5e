import { type CsvMappingRow, type FileDay, fileDays, fileSchedulesOf, type PersonRow } from '@budeng/storage'
import { Arg, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql'
import { PersonObject } from '../../access/person.type.ts'
import { badInput } from '../../graphql/api-error.ts'
import type { Operation } from '../../graphql/operation.ts'
import { FILE_DAYS_SHOWN, FILE_DAYS_SHOWN_MAX } from '../../limits.ts'
import { CsvMappingObject } from './mapping.type.ts'
import { declareSchedule, endSchedule, scheduleView } from './schedule-acts.ts'
import {
  FileDayObject,
  FileScheduleDeclareInput,
  FileScheduleEndInput,
  FileScheduleObject,
  FileSchedulePayload,
} from './schedule.type.ts'

@Resolver(() => FileScheduleObject)
export class FileScheduleResolver {
  @Query(() => [FileScheduleObject], {
    description:
      "What the viewer's acquirer has promised to send, and until when; empty without `file:read`, and below an acquirer.",
  })
  async fileSchedules(@Ctx('operation') operation: Operation): Promise<FileScheduleObject[]> {
    const { authority, level } = operation
    if (!authority.permits.has('file:read') || level.kind !== 'ACQUIRER') return []
    return (await operation.read((db) => fileSchedulesOf(db, level.id))).map(scheduleView)
  }

  @Mutation(() => FileSchedulePayload, {
    description:
      'Declares when a kind of file is due (文件到达计划): on which business days, until when. What was declared of it before is replaced. At an acquirer.',
  })
  async fileScheduleDeclare(
    @Arg('input', () => FileScheduleDeclareInput, { description: 'Which files, which days, until when.' })
    input: FileScheduleDeclareInput,
    @Ctx('operation') operation: Operation,
  ): Promise<FileSchedulePayload> {
    return await declareSchedule(operation, input)
  }

  @Mutation(() => FileSchedulePayload, { description: 'A kind of file is promised no more: nothing is missing by it.' })
  async fileScheduleEnd(
    @Arg('input', () => FileScheduleEndInput, { description: 'Which schedule, and why.' }) input: FileScheduleEndInput,
    @Ctx('operation') operation: Operation,
  ): Promise<FileSchedulePayload> {
    return await endSchedule(operation, input)
  }

  @FieldResolver(() => CsvMappingObject, {
    nullable: true,
    description: 'Only CSV files of this mapping; null: all of the format.',
  })
  async mapping(
    @Root() { row }: FileScheduleObject,
    @Ctx('operation') operation: Operation,
  ): Promise<CsvMappingRow | null> {
    return row.mappingId === null ? null : await operation.load.csvMapping.load(row.mappingId)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who declared it last, when the viewer sees them.',
  })
  async declaredBy(
    @Root() { row }: FileScheduleObject,
    @Ctx('operation') operation: Operation,
  ): Promise<PersonRow | null> {
    return await operation.load.person.load(row.declaredBy)
  }

  @FieldResolver(() => [FileDayObject], {
    description: 'The last business days, the newest first, with the one that runs.',
  })
  async days(
    @Root() { row }: FileScheduleObject,
    @Arg('last', () => Int, { nullable: true, description: 'So many, at most 62; 14 unless said.' }) last:
      | number
      | null,
    @Ctx('operation') operation: Operation,
  ): Promise<FileDay[]> {
    const days = last ?? FILE_DAYS_SHOWN
    if (days < 1 || days > FILE_DAYS_SHOWN_MAX) throw badInput(`\`last\` is 1 to ${FILE_DAYS_SHOWN_MAX}.`, ['last'])
    const acquirer = await operation.load.node.load(row.acquirerId)
    const span = { zone: acquirer?.timeZone ?? 'UTC', days, now: operation.now }
    return await operation.read((db) => fileDays(db, row, span))
  }
}
