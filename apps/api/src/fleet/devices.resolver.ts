import { Arg, Ctx, Mutation, Resolver } from 'type-graphql'
import { createEnrolment } from '../enrolment/create-enrolment.ts'
import type { Operation } from '../graphql/operation.ts'
import { DeviceRevokeInput, DeviceRevokePayload, EnrolmentCreateInput, EnrolmentCreatePayload } from './device-input.ts'
import { revokeDeviceKeys } from './revoke-device.ts'

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
}
