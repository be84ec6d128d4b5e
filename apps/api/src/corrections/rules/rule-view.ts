import { AUTOMATIC_PRECISION_BPS } from '@budeng/corrections'
import { money } from '@budeng/kernel'
import {
  type hitsOfRules,
  type RuleLabRow,
  type RuleSettingRow,
  type RuleStanding,
  storedReport,
} from '@budeng/storage'
import type { Reader } from '../../language/language.ts'
import { ruleSentence } from '../../language/rule-words.ts'
import type { CorrectionRuleObject, RuleLabObject, RuleLabReportObject, RuleSwitchObject } from './rule.type.ts'

type RuleHits = Awaited<ReturnType<typeof hitsOfRules>>

/** A rule as its fields are read. */
export type RuleView = CorrectionRuleObject & { readonly standing: RuleStanding }

export function ruleView(standing: RuleStanding, hits: RuleHits, { language }: Reader): RuleView {
  const { rule, mode, effective, isInForce, isStopped, precision, setting, switches } = standing
  return {
    ...{ standing, rule: rule.id, version: rule.version, name: rule.name, severity: rule.severity, mode, precision },
    exact: rule.isExact,
    kinds: rule.kinds,
    explanation: ruleSentence(rule, language),
    hits30d: hits.find((each) => each.rule === rule.id && each.version === rule.version)?.count ?? 0,
    effectiveMode: effective,
    inForce: isInForce,
    stopped: isStopped,
    targetBps: AUTOMATIC_PRECISION_BPS,
    settingVersion: setting?.version ?? 0,
    setAt: setting?.changedAt ?? null,
    switches: switches.map(switchView),
  }
}

function switchView({ rule, stopped, reason, changedAt }: RuleSettingRow): RuleSwitchObject {
  return { rule, stopped, reason, changedAt }
}

/** A trial as its fields are read. */
export type LabView = RuleLabObject & { readonly row: RuleLabRow }

export function labView(row: RuleLabRow): LabView {
  const { id, state, rule, ruleVersion, againstVersion, fromAt, toAt, looked, problem, requestedAt, finishedAt } = row
  return {
    ...{ row, id, state, rule, ruleVersion, againstVersion, fromAt, toAt, looked, problem, requestedAt, finishedAt },
    report: reportView(row),
  }
}

function reportView(row: RuleLabRow): RuleLabReportObject | null {
  const report = storedReport(row)
  if (report === null) return null
  const { moneyAtRisk, ...same } = report
  return {
    ...same,
    moneyAtRisk: moneyAtRisk.map(({ minor, currency, exponent }) => money(BigInt(minor), currency, exponent)),
  }
}
