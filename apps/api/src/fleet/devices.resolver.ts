import { Arg, Ctx, Mutation, Resolver } from 'type-graphql'
import { createEnrolment } from '../enrolment/create-enrolment.ts'
import type { Operation } from '../graphql/operation.ts'
import {
  DeviceReleaseInput,
  DeviceReleasePayload,
  DeviceRevokeInput,
  DeviceRevokePayload,
  EnrolmentCreateInput,
  EnrolmentCreatePayload,
} from './device-input.ts'
import { releaseHeldDevice, revokeDeviceKeys } from './revoke-device.ts'

@Resolver()
export class DevicesResolver {
  @Mutation(() => EnrolmentCreatePayload, {
    description:
      'Makes a code with which a device enrols at `POST /enrol`. Codes made for this terminal before and not used end.',
  })
  async enrolmentCreate(
    @Arg('input', () => EnrolmentCreateInput, { description: 'Which device for which terminal.' })
    input: EnrolmentCreateInput,
    @Ctx('operation') operation: Operation,
  ): Promise<EnrolmentCreatePayload> {
    return await createEnrolment(operation, input)
  }

  @Mutation(() => DeviceRevokePayload, {
    description: "Ends a device's keys: its connection is dropped at once and it must enrol anew.",
  })
  async deviceRevoke(
    @Arg('input', () => DeviceRevokeInput, { description: 'Which device, and why.' }) input: DeviceRevokeInput,
    @Ctx('operation') operation: Operation,
  ): Promise<DeviceRevokePayload> {
    return await revokeDeviceKeys(operation, input)
  }

  @Mutation(() => DeviceReleasePayload, {
    description:
      'Says that a device that is held is one machine after all: its commands go on and it may sign on. Where there are two, `deviceRevoke` ends the keys of both, and the true one enrols anew.',
  })
  async deviceRelease(
    @Arg('input', () => DeviceReleaseInput, { description: 'Which device, and how one knows.' })
    input: DeviceReleaseInput,
    @Ctx('operation') operation: Operation,
  ): Promise<DeviceReleasePayload> {
    return await releaseHeldDevice(operation, input)
  }
}
