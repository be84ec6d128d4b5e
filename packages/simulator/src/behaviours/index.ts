import type { Behaviour } from './behaviour.ts'
import { altersARecord } from './alters-a-record.ts'
import { answersCorrectionLate } from './answers-correction-late.ts'
import { answersCorrectionTwice } from './answers-correction-twice.ts'
import { boasts } from './boasts.ts'
import { busy } from './busy.ts'
import { cloneOf } from './clone-of.ts'
import { crashesMidCommand } from './crashes-mid-command.ts'
import { doubleAck } from './double-ack.ts'
import { dropsAnswers } from './drops-answers.ts'
import { duplicateSender } from './duplicate-sender.ts'
import { flapping } from './flapping.ts'
import { foreignCorrectionLeaf } from './foreign-correction-leaf.ts'
import { forgetsARecord } from './forgets-a-record.ts'
import { healthy } from './healthy.ts'
import { hostIll96 } from './host-ill-96.ts'
import { inTransaction } from './in-transaction.ts'
import { lateAck } from './late-ack.ts'
import { lateUploader } from './late-uploader.ts'
import { loggedOut } from './logged-out.ts'
import { lostSignOn77 } from './lost-sign-on-77.ts'
import { merchantUnknown03 } from './merchant-unknown-03.ts'
import { nacksBase } from './nacks-base.ts'
import { neverAcks } from './never-acks.ts'
import { notRegistered97 } from './not-registered-97.ts'
import { offlineSales } from './offline-sales.ts'
import { offline } from './offline.ts'
import { paperLow } from './paper-low.ts'
import { refuses } from './refuses.ts'
import { reporting } from './reporting.ts'
import { reversalPending } from './reversal-pending.ts'
import { shufflesRecords } from './shuffles-records.ts'
import { silent } from './silent.ts'
import { skewedClock } from './skewed-clock.ts'
import { slowHost } from './slow-host.ts'
import { staleWill } from './stale-will.ts'
import { tampered } from './tampered.ts'
import { weakSignal } from './weak-signal.ts'
import { wrongBatch77 } from './wrong-batch-77.ts'
import { wrongCorrectionRoot } from './wrong-correction-root.ts'
import { noPaper } from './no-paper.ts'
import { paperJam } from './paper-jam.ts'
import { brokenReader } from './broken-reader.ts'
import { flatBattery } from './flat-battery.ts'
import { storageFull } from './storage-full.ts'
import { wrongClock } from './wrong-clock.ts'
import { hostCutOff } from './host-cut-off.ts'
import { noSim } from './no-sim.ts'
import { keysMissing } from './keys-missing.ts'
import { contradictsItself } from './contradicts-itself.ts'
import { unknownFault } from './unknown-fault.ts'
import { appCrashes } from './app-crashes.ts'
import { appHangs } from './app-hangs.ts'
import { both } from './both.ts'
import {
  brokenDisplay,
  brokenPrinter,
  emptyBattery,
  expiredCertificate,
  oldParameters,
  staysEmptyOfPaper,
  wrongApn,
} from './broken-parts.ts'

export type { Behaviour, Life, StandingFault } from './behaviour.ts'

/** Every behaviour by its name. */
export const BEHAVIOURS = {
  healthy,
  'logged-out': loggedOut,
  'lost-sign-on-77': lostSignOn77,
  'not-registered-97': notRegistered97,
  'merchant-unknown-03': merchantUnknown03,
  'host-ill-96': hostIll96,
  'slow-host': slowHost,
  offline,
  silent,
  flapping,
  'stale-will': staleWill,
  busy,
  'in-transaction': inTransaction,
  'reversal-pending': reversalPending,
  'paper-low': paperLow,
  'weak-signal': weakSignal,
  tampered,
  'late-ack': lateAck,
  'double-ack': doubleAck,
  'never-acks': neverAcks,
  refuses,
  'crashes-mid-command': crashesMidCommand,
  reporting,
  'skewed-clock': skewedClock,
  'drops-answers': dropsAnswers,
  'offline-sales': offlineSales,
  'late-uploader': lateUploader,
  'duplicate-sender': duplicateSender,
  'shuffles-records': shufflesRecords,
  'clone-of': cloneOf,
  'forgets-a-record': forgetsARecord,
  'alters-a-record': altersARecord,
  'wrong-batch-77': wrongBatch77,
  'answers-correction-late': answersCorrectionLate,
  'answers-correction-twice': answersCorrectionTwice,
  'wrong-correction-root': wrongCorrectionRoot,
  'foreign-correction-leaf': foreignCorrectionLeaf,
  'nacks-base': nacksBase,
  boasts,
  'no-paper': noPaper,
  'paper-jam': paperJam,
  'broken-reader': brokenReader,
  'flat-battery': flatBattery,
  'storage-full': storageFull,
  'wrong-clock': wrongClock,
  'host-cut-off': hostCutOff,
  'no-sim': noSim,
  'keys-missing': keysMissing,
  'contradicts-itself': contradictsItself,
  'unknown-fault': unknownFault,
  'app-crashes': appCrashes,
  'app-hangs': appHangs,
  'broken-printer': brokenPrinter,
  'broken-display': brokenDisplay,
  'expired-certificate': expiredCertificate,
  'stays-empty-of-paper': staysEmptyOfPaper,
  'empty-battery': emptyBattery,
  'wrong-apn': wrongApn,
  'old-parameters': oldParameters,
  // two at once
  'logged-out+broken-printer': both(loggedOut, brokenPrinter),
  'storage-full+weak-signal': both(storageFull, weakSignal),
  'not-registered-97+broken-reader': both(notRegistered97, brokenReader),
  'lost-sign-on-77+stays-empty-of-paper': both(lostSignOn77, staysEmptyOfPaper),
  'host-cut-off+broken-display': both(hostCutOff, brokenDisplay),
  'app-hangs+empty-battery': both(appHangs, emptyBattery),
} as const satisfies Readonly<Record<string, Behaviour>>

export type BehaviourName = keyof typeof BEHAVIOURS

export function isBehaviourName(name: string): name is BehaviourName {
  return Object.hasOwn(BEHAVIOURS, name)
}

/** The behaviour of that name, in its general form. */
export function behaviourOf(name: BehaviourName): Behaviour {
  return BEHAVIOURS[name]
}
