import { Button, Input, type InputRef } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

const DIGITS = 6

/** One field for six digits: paste works, full-width digits are understood, and nothing is sent until a person says so. */
export function SixDigits({ busy, onComplete }: { busy: boolean; onComplete: (digits: string) => Promise<boolean> }) {
  const { t } = useTranslation()
  const [digits, setDigits] = useState('')
  const field = useRef<InputRef>(null)
  const submit = async () => {
    if (await onComplete(digits)) return
    setDigits('')
    field.current?.focus()
  }
  return (
    <form
      className="six-digits"
      onSubmit={(event) => {
        event.preventDefault()
        if (digits.length === DIGITS) void submit()
      }}
    >
      <Input
        ref={field}
        autoFocus
        size="large"
        className="mono six-digits-field"
        inputMode="numeric"
        autoComplete="one-time-code"
        aria-label={t('presenceCheck.digits')}
        value={digits}
        readOnly={busy}
        onChange={(event) => setDigits(onlyDigits(event.target.value))}
      />
      <Button type="primary" size="large" htmlType="submit" loading={busy} disabled={digits.length !== DIGITS}>
        {t('presenceCheck.check')}
      </Button>
    </form>
  )
}

/** The digits of what was typed or pasted, at most six. */
export function onlyDigits(text: string): string {
  return text.normalize('NFKC').replace(/\D/g, '').slice(0, DIGITS)
}
