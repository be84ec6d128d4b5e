import type { CauseCode, CauseEvidenceCode, GroupKind, ReloginObstacle } from '@budeng/fleet'

/** Sentences of a diagnosis in one language. */
export interface DiagnosisWords {
  readonly causes: Readonly<Record<CauseCode, string>>
  readonly causeEvidence: Readonly<Record<CauseEvidenceCode, string>>
  /** After "A re-login does not help here, because". */
  readonly reloginObstacles: Readonly<Record<ReloginObstacle, string>>
  /** What others share with a terminal, after "others". */
  readonly neighbourhoods: Readonly<Record<GroupKind, string>>
  /** By their code; what only a terminal knows is shown by that. */
  readonly faults: Readonly<Record<string, string>>
}
