import type { FileImportRow, FileLineRow, RecordMatchRow } from '@budeng/storage'
import { enumeration } from '../../graphql/enumeration.ts'
import type { FileAct } from './file-acts.ts'

export const FileFormatEnum = enumeration<FileImportRow['format']>('FileFormat', 'How a file of an acquirer is made.', {
  CSV: 'Comma-separated values, read by a saved mapping.',
  FLOW: 'The fixed-width flow file of UnionPay (银联流水文件).',
})

export const FileActEnum = enumeration<FileAct>('FileAct', 'What may be done to a file.', {
  CANCEL: 'Call it off: `fileImportCancel`.',
  RESTART: 'Read it on, when it failed: `fileImportRestart`.',
})

export const FileImportStateEnum = enumeration<FileImportRow['state']>('FileImportState', 'How far a file was read.', {
  WAITING: 'Received; nothing is read yet.',
  READING: 'Its lines are read and matched.',
  MATCHING: 'What stands with us and not in it is looked for.',
  DONE: 'Read to its end.',
  FAILED: 'It could not be read: see `problem`.',
  CANCELLED: 'Called off; what was read of it stays.',
})

export const FileLineStateEnum = enumeration<FileLineRow['state']>('FileLineState', 'What a line of a file came to.', {
  BAD: 'It could not be read.',
  MATCHED: 'We have the same.',
  MISSING_HERE: 'We do not have it.',
  CONTRADICTING: 'We have it otherwise, or another line says otherwise.',
  REPEATED: 'Another line says the same.',
  IGNORED: 'It moved no money.',
})

export const MatchStateEnum = enumeration<RecordMatchRow['state']>(
  'MatchState',
  'What another witness says of a transaction.',
  {
    MATCHED: 'The same.',
    EXPECTED: 'Not yet, and it is not due: on its way, or asked again after a change.',
    LATE: 'Not yet, and it is due.',
    MISSING_HERE: 'The other has it, we have not.',
    MISSING_THERE: 'We have it, the other has not.',
    CONTRADICTING: 'Both have it, and not the same.',
  },
)

export const WitnessSourceEnum = enumeration<RecordMatchRow['source']>('WitnessSource', 'Who says it.', {
  HOST: "The acquirer's host.",
  FILE: "A file of the acquirer's.",
})
