import {
  type CommandState,
  type CommandType,
  LOG_HOURS_DEFAULT,
  NETWORK_REVERT_SEC_DEFAULT,
  type ReloginLevel,
} from '@budeng/fleet'
import type { Millis } from '@budeng/kernel'
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql'
import { PageArgs } from '../graphql/connection.ts'
import { enumeration } from '../graphql/enumeration.ts'
import { DurationScalar } from '../graphql/scalars.ts'
import { StepUpInput } from '../access/step-up-input.ts'
import { CommandStateEnum, CommandTypeEnum } from './enums.ts'
import { ReasonedInput } from '../access/reasoned-input.ts'

export const ReloginLevelEnum = enumeration<ReloginLevel>('ReloginLevel', 'Which sign-on is renewed.', {
  TERMINAL: "The terminal's, at host and platform.",
  OPERATOR: "The cashier's, at the terminal: somebody must stand there. Never in bulk.",
  BOTH: 'Both.',
})

@InputType('EmptyInput', { description: 'No parameters: `{}`.' })
export class EmptyInput {
  @Field(() => Boolean, { nullable: true, description: 'Not used; an input type needs a member.' })
  none?: boolean | null
}

@InputType('ReloginInput', { description: 'Parameters of a re-login.' })
export class ReloginInput {
  @Field(() => ReloginLevelEnum, { defaultValue: 'TERMINAL', description: 'Which sign-on is renewed.' })
  level: ReloginLevel
}

@InputType('MessageShowInput', { description: 'Either a template or a text of one’s own, for those who may.' })
export class MessageShowInput {
  @Field(() => String, { nullable: true, description: 'Name of a template, e.g. `CALL_SUPPORT`.' })
  template?: string | null

  @Field(() => String, { nullable: true, description: 'At most 120 characters, no run of four digits.' })
  text?: string | null
}

@InputType('NetworkResetInput', { description: 'Parameters of a network reset.' })
export class NetworkResetInput {
  @Field(() => Int, {
    defaultValue: NETWORK_REVERT_SEC_DEFAULT,
    description:
      'Seconds within which the terminal must reach the platform again, or it takes its old settings: 60 to 900.',
  })
  revertAfterSec: number
}

@InputType('LogsUploadInput', { description: 'Parameters of a log upload.' })
export class LogsUploadInput {
  @Field(() => Int, { defaultValue: LOG_HOURS_DEFAULT, description: 'The log of the last so many hours: 1 to 168.' })
  sinceHours: number
}

@InputType('SoftwareUpdateInput', { description: 'The manifest of a package, as its vendor signed it.' })
export class SoftwareUpdateInput {
  @Field(() => String, { description: 'Model that it is for.' })
  model: string

  @Field(() => String, { description: 'Version that will run.' })
  version: string

  @Field(() => Int, { description: 'Bytes of the package.' })
  bytes: number

  @Field(() => String, { description: 'Its SHA-256, base64url.' })
  sha256: string

  @Field(() => String, { description: "The vendor's signature, base64url." })
  signature: string
}

@InputType('CommandInput', { description: 'Exactly one member: the type of command, with its own parameters.' })
export class CommandInput {
  @Field(() => EmptyInput, { nullable: true, description: 'Read the present state.' })
  statusGet?: EmptyInput | null

  @Field(() => EmptyInput, { nullable: true, description: 'Let the terminal test itself.' })
  selfTest?: EmptyInput | null

  @Field(() => EmptyInput, { nullable: true, description: 'Copy parameters, open batch and unacknowledged journal.' })
  backup?: EmptyInput | null

  @Field(() => MessageShowInput, { nullable: true, description: "Show a message on the terminal's screen." })
  messageShow?: MessageShowInput | null

  @Field(() => ReloginInput, { nullable: true, description: 'Sign on anew (重新签到).' })
  relogin?: ReloginInput | null

  @Field(() => EmptyInput, { nullable: true, description: 'Restart the payment application.' })
  appRestart?: EmptyInput | null

  @Field(() => EmptyInput, { nullable: true, description: 'Restart the terminal.' })
  reboot?: EmptyInput | null

  @Field(() => EmptyInput, { nullable: true, description: 'Stop transactions until unlocked.' })
  lock?: EmptyInput | null

  @Field(() => EmptyInput, { nullable: true, description: 'Allow transactions again.' })
  unlock?: EmptyInput | null

  @Field(() => EmptyInput, { nullable: true, description: 'Send the journal that is not acknowledged, at once.' })
  journalSync?: EmptyInput | null

  @Field(() => EmptyInput, { nullable: true, description: 'Settle the open batch with the host (批结算).' })
  settle?: EmptyInput | null

  @Field(() => NetworkResetInput, { nullable: true, description: 'Begin the network anew; reverts by itself.' })
  networkReset?: NetworkResetInput | null

  @Field(() => EmptyInput, { nullable: true, description: 'Restart the terminal whatever it is doing.' })
  rebootForced?: EmptyInput | null

  @Field(() => EmptyInput, { nullable: true, description: 'Let the payment application begin as after enrolment.' })
  appClear?: EmptyInput | null

  @Field(() => EmptyInput, { nullable: true, description: "Trigger the vendor's key injection." })
  keysRenew?: EmptyInput | null

  @Field(() => LogsUploadInput, { nullable: true, description: "Send the application's log, without card numbers." })
  logsUpload?: LogsUploadInput | null

  @Field(() => EmptyInput, {
    nullable: true,
    description: 'Send what stands on the screen, where the vendor allows it.',
  })
  screenCapture?: EmptyInput | null

  @Field(() => EmptyInput, { nullable: true, description: 'Take the parameters that are wished for the terminal.' })
  parametersPull?: EmptyInput | null

  @Field(() => SoftwareUpdateInput, { nullable: true, description: 'Fetch and start new software; reverts by itself.' })
  softwareUpdate?: SoftwareUpdateInput | null
}

@InputType('CommandFilter', {
  description: 'Narrows a list of commands; members are joined by "and", the items of a list by "or".',
})
export class CommandFilterInput {
  @Field(() => [CommandTypeEnum], { nullable: true, description: 'Any of these types.' })
  types?: CommandType[] | null

  @Field(() => [CommandStateEnum], { nullable: true, description: 'Any of these states.' })
  states?: CommandState[] | null

  @Field(() => Boolean, { nullable: true, description: 'Not ended, or ended.' })
  open?: boolean | null

  @Field(() => ID, { nullable: true, description: 'Of this action on many.' })
  bulkId?: string | null
}

@ArgsType()
export class CommandsArgs extends PageArgs {
  @Field(() => CommandFilterInput, { nullable: true, description: 'Only these.' })
  filter: CommandFilterInput | null
}

@InputType('CommandRequestInput', { description: 'One command for one terminal.' })
export class CommandRequestInput {
  @Field(() => ID, { description: 'The terminal.' })
  terminalId: string

  @Field(() => CommandInput, { description: 'What to do.' })
  command: CommandInput

  @Field(() => String, {
    description:
      'Why, for those who read it later. At most 300 characters, no card number; may be empty for a type that only reads.',
  })
  reason: string

  @Field(() => DurationScalar, {
    nullable: true,
    defaultValue: 15 * 60_000,
    description: 'Not started within this time: EXPIRED. 30 seconds to 7 days.',
  })
  notAfter?: Millis | null

  @Field(() => StepUpInput, { nullable: true, description: 'Proof of the person, where policy asks for it.' })
  stepUp?: StepUpInput | null

  @Field(() => String, {
    description: 'A new key for each wish: the same key with the same input gets the first answer again.',
  })
  idempotencyKey: string
}

@InputType('CommandCancelInput', { description: 'Calls a command off.' })
export class CommandCancelInput extends ReasonedInput {
  @Field(() => ID, { description: 'The command.' })
  commandId: string

  @Field(() => Int, { nullable: true, description: 'Refused when its version is another by now.' })
  expectedVersion?: number | null
}
