import { type Truth, truthOf } from './truths.ts'

export interface Found {
  readonly tid: string
  readonly behaviour: string
  /** The causes that were named, the first one first. */
  readonly causes: readonly { readonly code: string; readonly likelihood: string }[]
}

export interface Ended {
  readonly tid: string
  readonly behaviour: string
  readonly automatic: boolean
  readonly end: string
  readonly reason: string | null
}

export interface Share {
  readonly right: number
  readonly of: number
}

export interface Judgement {
  /** True cause → first cause named → how often; single troubles only. */
  readonly confusion: ReadonlyMap<string, ReadonlyMap<string, number>>
  readonly first: Share
  readonly strong: Share
  readonly strongAndWrong: readonly string[]
  readonly mixed: Share
  readonly unknown: Share
  readonly well: Share
  readonly recovered: Share
  readonly ended: Share
  readonly wrongEnds: readonly string[]
}

const ofKind = (all: readonly Found[], kind: Truth['kind']) =>
  all.filter(({ behaviour }) => truthOf(behaviour).kind === kind)
const share = <Row>(rows: readonly Row[], isRight: (row: Row) => boolean): Share => ({
  right: rows.filter(isRight).length,
  of: rows.length,
})

/** Holds what was named, and how recoveries ended, against what is true. */
export function judgeDay(found: readonly Found[], ended: readonly Ended[]): Judgement {
  const single = ofKind(found, 'SINGLE')
  const isTrue = ({ behaviour }: Found, code: string | undefined) => truthOf(behaviour).causes.includes(code ?? '')
  const enough = single.filter(({ behaviour }) => truthOf(behaviour).enough)
  const judged = ended.filter(({ behaviour }) => truthOf(behaviour).ends.length > 0)
  const curable = judged.filter(({ behaviour }) => truthOf(behaviour).ends.includes('RECOVERED'))
  return {
    confusion: confusionOf(single),
    first: share(single, (one) => isTrue(one, one.causes[0]?.code)),
    strong: share(enough, (one) => one.causes[0]?.likelihood === 'STRONG' && isTrue(one, one.causes[0].code)),
    strongAndWrong: found.flatMap((one) =>
      one.causes
        .filter(({ code, likelihood }) => likelihood === 'STRONG' && !isTrue(one, code))
        .map(({ code }) => `${one.tid} (${one.behaviour}): ${code}`),
    ),
    mixed: share(ofKind(found, 'MIXED'), (one) => one.causes.slice(0, 2).some(({ code }) => isTrue(one, code))),
    unknown: share(ofKind(found, 'UNKNOWN'), ({ causes }) => causes.every(({ likelihood }) => likelihood !== 'STRONG')),
    well: share(ofKind(found, 'WELL'), ({ causes }) => causes.every(({ likelihood }) => likelihood === 'POSSIBLE')),
    recovered: share(curable, isRightEnd),
    ended: share(
      judged.filter((one) => !curable.includes(one)),
      isRightEnd,
    ),
    wrongEnds: judged
      .filter((one) => !isRightEnd(one))
      .map(({ tid, behaviour, end, reason }) => `${tid} (${behaviour}): ${end} ${reason ?? ''}`),
  }
}

function isRightEnd({ behaviour, end, reason }: Ended): boolean {
  return truthOf(behaviour).ends.includes(reason === null ? end : `${end} ${reason}`)
}

function confusionOf(single: readonly Found[]): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const rows = new Map<string, Map<string, number>>()
  for (const { behaviour, causes } of single) {
    const row = rows.get(behaviour) ?? new Map<string, number>()
    const named = causes[0]?.code ?? 'nothing'
    rows.set(behaviour, row.set(named, (row.get(named) ?? 0) + 1))
  }
  return rows
}
