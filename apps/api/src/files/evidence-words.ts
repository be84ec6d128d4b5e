import type { AttachmentProblem } from '@budeng/corrections'
import { ATTACHMENT_BYTES_MAX } from '@budeng/corrections'
import type { Language } from '../language/language.ts'

const MIB = 1024 * 1024

/** Why an attachment is not kept, in the words of whoever sent it. */
export const ATTACHMENT_WORDS: Readonly<Record<Language, Readonly<Record<AttachmentProblem, string>>>> = {
  en: {
    EMPTY: 'The file is empty.',
    TOO_LARGE: `An attachment has at most ${ATTACHMENT_BYTES_MAX / MIB} MiB, and unfolds into no more than can be looked through.`,
    TYPE_NOT_ALLOWED: 'Attachments are JPEG, PNG, PDF, plain text or CSV.',
    TYPE_DIFFERS: 'The file is not what its type says.',
    TOO_MANY_PIXELS: 'The picture has too many pixels.',
    CARD_NUMBER_IN_TEXT:
      'A card number stands in the file or in its name. Cover all but the first six and last four digits.',
    NAME: 'The name of the file is missing, too long, or holds signs that no name has.',
  },
  'zh-CN': {
    EMPTY: '文件为空。',
    TOO_LARGE: `附件不得超过 ${ATTACHMENT_BYTES_MAX / MIB} MiB，解压后也不得过大。`,
    TYPE_NOT_ALLOWED: '附件须为 JPEG、PNG、PDF、纯文本或 CSV。',
    TYPE_DIFFERS: '文件内容与其类型不符。',
    TOO_MANY_PIXELS: '图片像素过多。',
    CARD_NUMBER_IN_TEXT: '文件或文件名中含有完整卡号，请仅保留前六后四位。',
    NAME: '文件名缺失、过长或含有不允许的字符。',
  },
}
