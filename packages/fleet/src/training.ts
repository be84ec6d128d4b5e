import { TRAINING_SERIAL_PREFIX } from '@budeng/kernel'

export type TrainingProblem = 'SERIAL_TRAINING' | 'SERIAL_NOT_TRAINING'

/** Why a device of that serial number may not stand at an acquirer; null when it may. */
export function trainingProblem(serial: string, isTraining: boolean): TrainingProblem | null {
  const isSimulated = serial.startsWith(TRAINING_SERIAL_PREFIX)
  if (isSimulated === isTraining) return null
  return isSimulated ? 'SERIAL_TRAINING' : 'SERIAL_NOT_TRAINING'
}
