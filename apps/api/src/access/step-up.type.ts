import type { StepUpMethod } from '@budeng/access'
import type { CommandType, Tier } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { CommandTypeEnum, TierEnum } from '../fleet/enums.ts'
import { BulkDecideInput, BulkRequestInput } from '../fleet/bulk-input.ts'
import { RolloutStartInput } from '../fleet/rollouts/rollout-input.ts'
import { AlertMuteInput, AlertRuleSetInput } from '../fleet/health/alert-input.ts'
import { RecoveryStartInput } from '../fleet/recoveries/recovery.type.ts'
import { DispatchResumeInput } from '../fleet/stops/stop.type.ts'
import { CommandRequestInput } from '../fleet/command-input.ts'
import { DateTimeScalar } from '../graphql/scalars.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { BreakGlassReviewInput, BreakGlassUseInput } from '../approvals/break-glass.type.ts'
import {
  NotificationDestinationRemoveInput,
  NotificationDestinationSaveInput,
  NotificationRuleRemoveInput,
  NotificationRuleSaveInput,
} from '../notifications/notification-input.ts'
import { ChangeDecideInput } from '../approvals/change-input.ts'
import { CommandDecideInput } from '../approvals/command-decide.type.ts'
import { CorrectionApproveInput, CorrectionWaiveInput } from '../corrections/correction-input.ts'
import { CorrectionLimitsChangeInput } from '../corrections/rules/limits.type.ts'
import { RuleModeChangeInput } from '../corrections/rules/rule-input.ts'
import { ApiKeyCreateInput, ApiKeyRotateInput, ServiceAccountCreateInput } from './api-key.type.ts'
import { BatchForceCloseInput } from '../transactions/batch-close.type.ts'
import { PayoutRequestInput, PayoutReturnRequestInput, WriteOffRequestInput } from '../transactions/settlement.type.ts'
import { TariffChangeInput } from '../transactions/tariff.type.ts'
import { DeputySetInput } from './deputy.type.ts'
import { GrantChangeInput, GrantGiveInput } from './grant-input.ts'
import { OrganisationMoveInput, TerminalMoveInput } from './tree.type.ts'
import { PolicyChangeInput } from './policy-input.ts'
import { SecurityChangeInput } from './security-input.ts'
import { StepUpMethodEnum } from './step-up-method.ts'

@InputType('StepUpStartInput', {
  description:
    'The act that is to be confirmed: exactly one member, with the very input of that mutation. Proofs and idempotency keys in it do not count.',
})
export class StepUpStartInput {
  @Field(() => CommandRequestInput, { nullable: true, description: 'Input of `commandRequest`.' })
  commandRequest?: CommandRequestInput | null

  @Field(() => RecoveryStartInput, { nullable: true, description: 'Input of `recoveryStart`.' })
  recoveryStart?: RecoveryStartInput | null

  @Field(() => RolloutStartInput, { nullable: true, description: 'Input of `rolloutStart`.' })
  rolloutStart?: RolloutStartInput | null

  @Field(() => BulkRequestInput, { nullable: true, description: 'Input of `bulkRequest`.' })
  bulkRequest?: BulkRequestInput | null

  @Field(() => BulkDecideInput, { nullable: true, description: 'Input of `bulkDecide`.' })
  bulkDecide?: BulkDecideInput | null

  @Field(() => CommandDecideInput, { nullable: true, description: 'Input of `commandDecide`.' })
  commandDecide?: CommandDecideInput | null

  @Field(() => ChangeDecideInput, { nullable: true, description: 'Input of `changeDecide`.' })
  changeDecide?: ChangeDecideInput | null

  @Field(() => BreakGlassUseInput, { nullable: true, description: 'Input of `breakGlassUse`.' })
  breakGlassUse?: BreakGlassUseInput | null

  @Field(() => GrantGiveInput, { nullable: true, description: 'Input of `grantGive`.' })
  grantGive?: GrantGiveInput | null

  @Field(() => GrantChangeInput, { nullable: true, description: 'Input of `grantChange`.' })
  grantChange?: GrantChangeInput | null

  @Field(() => OrganisationMoveInput, { nullable: true, description: 'Input of `organisationMove`.' })
  organisationMove?: OrganisationMoveInput | null

  @Field(() => TerminalMoveInput, { nullable: true, description: 'Input of `terminalMove`.' })
  terminalMove?: TerminalMoveInput | null

  @Field(() => DeputySetInput, { nullable: true, description: 'Input of `deputySet`.' })
  deputySet?: DeputySetInput | null

  @Field(() => PolicyChangeInput, { nullable: true, description: 'Input of `policyChange`.' })
  policyChange?: PolicyChangeInput | null

  @Field(() => TariffChangeInput, { nullable: true, description: 'Input of `tariffChange`.' })
  tariffChange?: TariffChangeInput | null

  @Field(() => PayoutRequestInput, { nullable: true, description: 'Input of `payoutRequest`.' })
  payoutRequest?: PayoutRequestInput | null

  @Field(() => PayoutReturnRequestInput, { nullable: true, description: 'Input of `payoutReturnRequest`.' })
  payoutReturnRequest?: PayoutReturnRequestInput | null

  @Field(() => WriteOffRequestInput, { nullable: true, description: 'Input of `writeOffRequest`.' })
  writeOffRequest?: WriteOffRequestInput | null

  @Field(() => BatchForceCloseInput, { nullable: true, description: 'Input of `batchForceClose`.' })
  batchForceClose?: BatchForceCloseInput | null

  @Field(() => CorrectionApproveInput, { nullable: true, description: 'Input of `correctionApprove`.' })
  correctionApprove?: CorrectionApproveInput | null

  @Field(() => CorrectionWaiveInput, { nullable: true, description: 'Input of `correctionWaive`.' })
  correctionWaive?: CorrectionWaiveInput | null

  @Field(() => RuleModeChangeInput, { nullable: true, description: 'Input of `ruleModeChange`.' })
  ruleModeChange?: RuleModeChangeInput | null

  @Field(() => CorrectionLimitsChangeInput, { nullable: true, description: 'Input of `correctionLimitsChange`.' })
  correctionLimitsChange?: CorrectionLimitsChangeInput | null

  @Field(() => BreakGlassReviewInput, { nullable: true, description: 'Input of `breakGlassReview`.' })
  breakGlassReview?: BreakGlassReviewInput | null

  @Field(() => ServiceAccountCreateInput, { nullable: true, description: 'Input of `serviceAccountCreate`.' })
  serviceAccountCreate?: ServiceAccountCreateInput | null

  @Field(() => ApiKeyCreateInput, { nullable: true, description: 'Input of `apiKeyCreate`.' })
  apiKeyCreate?: ApiKeyCreateInput | null

  @Field(() => ApiKeyRotateInput, { nullable: true, description: 'Input of `apiKeyRotate`.' })
  apiKeyRotate?: ApiKeyRotateInput | null

  @Field(() => DispatchResumeInput, { nullable: true, description: 'Input of `dispatchResume`.' })
  dispatchResume?: DispatchResumeInput | null

  @Field(() => NotificationDestinationSaveInput, {
    nullable: true,
    description: 'Input of `notificationDestinationSave`.',
  })
  notificationDestinationSave?: NotificationDestinationSaveInput | null

  @Field(() => NotificationDestinationRemoveInput, {
    nullable: true,
    description: 'Input of `notificationDestinationRemove`.',
  })
  notificationDestinationRemove?: NotificationDestinationRemoveInput | null

  @Field(() => NotificationRuleSaveInput, { nullable: true, description: 'Input of `notificationRuleSave`.' })
  notificationRuleSave?: NotificationRuleSaveInput | null

  @Field(() => NotificationRuleRemoveInput, { nullable: true, description: 'Input of `notificationRuleRemove`.' })
  notificationRuleRemove?: NotificationRuleRemoveInput | null

  @Field(() => AlertMuteInput, { nullable: true, description: 'Input of `alertMute`.' })
  alertMute?: AlertMuteInput | null

  @Field(() => AlertRuleSetInput, { nullable: true, description: 'Input of `alertRuleSet`.' })
  alertRuleSet?: AlertRuleSetInput | null

  @Field(() => SecurityChangeInput, { nullable: true, description: 'A change of one’s own second factors.' })
  securityChange?: SecurityChangeInput | null
}

@ObjectType('StepUpChallenge', {
  simpleResolvers: true,
  description: 'What is to be confirmed, in words for the screen, and what a passkey signs for it.',
})
export class StepUpChallengeObject {
  @Field(() => ID, { description: 'Its id; goes into the proof.' })
  id: string

  @Field(() => [StepUpMethodEnum], { description: 'Any one of these confirms it; none: nothing is asked.' })
  methods: readonly StepUpMethod[]

  @Field(() => String, { description: 'Name of the mutation.' })
  mutation: string

  @Field(() => CommandTypeEnum, { nullable: true, description: 'The command that is ordered, when it is one.' })
  commandType: CommandType | null

  @Field(() => TierEnum, { description: 'Risk of the act.' })
  tier: Tier

  @Field(() => Int, { description: 'How many terminals it touches.' })
  terminals: number

  @Field(() => [String], { description: 'Names of some of what it touches.' })
  sample: readonly string[]

  @Field(() => String, { nullable: true, description: 'The reason that was given.' })
  reason: string | null

  @Field(() => String, { description: 'Hash of mutation, input and everything touched: what the signature binds.' })
  hash: string

  @Field(() => String, {
    description: 'PublicKeyCredentialRequestOptionsJSON of WebAuthn as JSON text; its challenge is made of the hash.',
  })
  passkeyOptions: string

  @Field(() => DateTimeScalar, { description: 'Until when a signature counts.' })
  expiresAt: Instant
}

@ObjectType('StepUpStartPayload', { simpleResolvers: true, description: 'What is to be confirmed; or why not.' })
export class StepUpStartPayload {
  @Field(() => StepUpChallengeObject, { nullable: true, description: 'Null when there is no such act for the viewer.' })
  challenge: StepUpChallengeObject | null

  @Field(() => [UserErrorObject], { description: 'Why not.' })
  userErrors: readonly UserErrorObject[]
}

@InputType('ElevationStartInput', { description: 'A code, to stand for small actions for 15 minutes.' })
export class ElevationStartInput {
  @Field(() => String, { description: "Six digits of the person's authenticator." })
  totp: string
}

@ObjectType('ElevationStartPayload', { simpleResolvers: true, description: 'Until when the code stands; or why not.' })
export class ElevationStartPayload {
  @Field(() => DateTimeScalar, { nullable: true, description: 'Null when refused.' })
  elevatedUntil: Instant | null

  @Field(() => [UserErrorObject], { description: 'Why not.' })
  userErrors: readonly UserErrorObject[]
}
