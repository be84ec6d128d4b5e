/**
 * Simulated terminals for people who learn carry serial numbers of their own. A device is what its serial number says, and
 * an enrolment code is bound to one: so nothing real enrols where people learn, and nothing simulated where they work.
 */
export const TRAINING_SERIAL_PREFIX = 'TRAINING-'

export type TrainingProblem = 'SERIAL_TRAINING' | 'SERIAL_NOT_TRAINING'

/** Why a device of that serial number may not stand at an acquirer; null when it may. */
export function trainingProblem(serial: string, isTraining: boolean): TrainingProblem | null {
  const isSimulated = serial.startsWith(TRAINING_SERIAL_PREFIX)
  if (isSimulated === isTraining) return null
  return isSimulated ? 'SERIAL_TRAINING' : 'SERIAL_NOT_TRAINING'
}
