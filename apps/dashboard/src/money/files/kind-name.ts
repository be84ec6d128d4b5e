import { useTranslation } from 'react-i18next'
import type { FileSchedulesQuery } from '../../api/generated/graphql.ts'

export type Schedule = FileSchedulesQuery['fileSchedules'][number]

/** How a kind of file is called: its format, and its mapping where it has one of its own. */
export function useKindName() {
  const { t } = useTranslation()
  return ({ format, mapping }: Pick<Schedule, 'format' | 'mapping'>) =>
    mapping === null ? t(`fileFormat.${format}`) : `${t(`fileFormat.${format}`)} ${mapping.name}`
}
