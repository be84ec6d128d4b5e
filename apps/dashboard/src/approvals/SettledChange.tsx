import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChangeFragment } from '../api/generated/graphql.ts'
import { ALL_RULES } from '../corrections/rules/rule-key.ts'
import { useRuleName } from '../corrections/rules/rule-name.ts'
import { Amount } from '../money/Amount.tsx'
import { paths } from '../paths.ts'
import { percentText } from '../tariffs/tariff-form.ts'
import { FactList } from '../ui/FactList.tsx'
import { GoTo } from '../ui/GoTo.tsx'
import { useLabel } from '../ui/label.ts'
import { type Form, memberOf, type settledChange } from './settled-change.ts'

type Said = NonNullable<ReturnType<typeof settledChange>>

/** A change of money, or of what a rule may do: whose, how much, what is paid by it, and what a yes does in the books. */
export function SettledChange({ change, said }: { change: ChangeFragment; said: Said }) {
  const { t } = useTranslation()
  const { facts, steps, kind } = said
  const write = useForms(change)
  return (
    <div className="stack">
      <FactList
        facts={[
          ...useSubject(change),
          ...facts.map(
            ({ member, form, value }) =>
              [
                t(`changeMember.${member}`),
                <span key={member}>{write(form, value, member === 'amount')}</span>,
              ] as const,
          ),
        ]}
      />
      {steps.length > 0 && (
        <table className="plain-table">
          <thead>
            <tr>
              <th>{t('change.what')}</th>
              <th className="end">{t('change.before')}</th>
              <th className="end">{t('change.after')}</th>
            </tr>
          </thead>
          <tbody>
            {steps.map(({ member, form, before, after }) => (
              <tr key={member}>
                <th scope="row">{t(`changeMember.${member}`)}</th>
                <td className="end number">{write(form, before)}</td>
                <td className="end number">{write(form, after, true)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p>{t(`changeDoes.${kind}`)}</p>
      {change.needsAbove && <p className="note">{t('change.needsAbove')}</p>}
    </div>
  )
}

/** Of whom, or of what: with the way to where it stands. */
function useSubject({ changeKind, subject, before, after, merchant }: ChangeFragment) {
  const { t } = useTranslation()
  const ruleName = useRuleName()
  const facts: (readonly [string, ReactNode])[] = []
  const name = merchant?.name ?? memberOf(before, 'merchant')
  if (name !== null)
    facts.push([
      t('money.merchant'),
      changeKind === 'PAYOUT' ? (
        <GoTo key="merchant" place={paths.statement(subject)} className="link">
          {name}
        </GoTo>
      ) : (
        name
      ),
    ])
  if (changeKind === 'WRITE_OFF')
    facts.push([t('change.of'), <Short key="of" text={memberOf(before, 'subject') ?? ''} />])
  if (changeKind === 'RULE_MODE') {
    const [rule, version] = [memberOf(after, 'rule') ?? '', memberOf(after, 'ruleVersion') ?? '0']
    facts.push([
      t('rule.one'),
      <GoTo key="rule" place={paths.correctionRules()} className="link">
        {rule === ALL_RULES ? t('rule.all') : `${rule} ${ruleName(rule)}${version === '0' ? '' : ` v${version}`}`}
      </GoTo>,
    ])
  }
  return facts
}

const TRANSACTION = /^txn_/
const LINE = /^(imp_[^:]+):(\d+)$/

/** What was left short: a transaction of ours, or a line of a file. */
function Short({ text }: { text: string }) {
  const { t } = useTranslation()
  const [, file, line] = LINE.exec(text) ?? []
  if (file !== undefined)
    return (
      <GoTo place={paths.file(file)} className="link">
        {t('file.one')} · {t('bulkCorrection.line')} {line}
      </GoTo>
    )
  return TRANSACTION.test(text) ? (
    <GoTo place={paths.transaction(text)} className="link">
      {t('transaction.one')}
    </GoTo>
  ) : (
    text
  )
}

/** How values are written: money with its point and currency, hundredths as percent, codes by their words. */
function useForms({ before, after, exponent }: ChangeFragment) {
  const label = useLabel()
  const currency = memberOf(after, 'currency') ?? memberOf(before, 'currency') ?? ''
  return (form: Form, value: string | null, strong = false): ReactNode => {
    if (value === null) return <span className="quiet">–</span>
    switch (form) {
      case 'MONEY':
        return <Amount of={{ amount: value, currency, exponent: exponent ?? 0 }} strong={strong} />
      case 'PERCENT':
        return percentText(Number(value))
      case 'TEXT':
        return value
      default:
        return label(FAMILY[form], value)
    }
  }
}

const FAMILY = { MODE: 'ruleMode', MATCH: 'matchState', PRODUCT: 'product', CARD_TYPE: 'tariffCardType' } as const
