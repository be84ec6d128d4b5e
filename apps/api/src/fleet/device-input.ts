import type { Instant } from '@budeng/kernel'
import type { DeviceView } from '@budeng/storage'
import { Field, ID, InputType, ObjectType } from 'type-graphql'
import { ReasonedInput } from '../access/reasoned-input.ts'
import { DateTimeScalar } from '../graphql/scalars.ts'
import { WishedPayload } from '../graphql/wished.type.ts'
import { DeviceObject } from './terminal.type.ts'

@InputType('EnrolmentCreateInput', { description: 'Asks for a code with which one device can enrol for one terminal.' })
export class EnrolmentCreateInput {
  @Field(() => ID, { description: 'The terminal.' })
  terminalId: string

  @Field(() => String, { description: 'Serial number of the device, as it will report it.' })
  serial: string

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@ObjectType('EnrolmentCreatePayload', { simpleResolvers: true, description: 'The code is shown once.' })
export class EnrolmentCreatePayload extends WishedPayload {
  @Field(() => String, {
    nullable: true,
    description: 'Four groups of four; to be typed into the device. Null in a repeated answer.',
  })
  code: string | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when it can be used, once.' })
  expiresAt: Instant | null
}

@InputType('DeviceRevokeInput', { description: "Ends a device's keys." })
export class DeviceRevokeInput extends ReasonedInput {
  @Field(() => ID, { description: 'The device.' })
  deviceId: string
}

@ObjectType('DeviceRevokePayload', {
  simpleResolvers: true,
  description: 'The device after its keys ended; or why not.',
})
export class DeviceRevokePayload extends WishedPayload {
  @Field(() => DeviceObject, { nullable: true, description: 'The device as it is now; null when it is not there.' })
  device: DeviceView | null
}

@InputType('DeviceReleaseInput', { description: 'Says that a device that is held is one machine after all.' })
export class DeviceReleaseInput extends ReasonedInput {
  @Field(() => ID, { description: 'The device.' })
  deviceId: string
}

@ObjectType('DeviceReleasePayload', { simpleResolvers: true, description: 'The device as it is now; or why not.' })
export class DeviceReleasePayload extends WishedPayload {
  @Field(() => DeviceObject, { nullable: true, description: 'The device as it is now; null when it is not there.' })
  device: DeviceView | null
}
