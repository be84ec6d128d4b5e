import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { Proof } from '../proof.ts'
import { ATTACKS } from './attacks.ts'
import { type TestResult, trustReport, WALKS } from './report.ts'

interface JsonReport {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly meta?: { readonly counts?: Readonly<Record<string, number>> }
    }[]
  }[]
}

/** Runs the three walks and the tests of all attacks, and tells what they found. */
export async function proveTrust(): Promise<Proof> {
  const files = [...new Set([...WALKS, ...ATTACKS.flatMap(({ tests }) => tests)].map(({ file }) => file))]
  const folder = mkdtempSync(join(tmpdir(), 'budeng-trust-'))
  try {
    const outputFile = join(folder, 'report.json')
    const run = spawn(
      'vitest',
      ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${outputFile}`, ...files],
      {
        stdio: 'inherit',
      },
    )
    await once(run, 'exit')
    return trustReport(resultsOf(readFileSync(outputFile, 'utf8')), ATTACKS)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function resultsOf(text: string): TestResult[] {
  const { testResults } = JSON.parse(text) as JsonReport
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, status, meta }) => ({
      file: relative(process.cwd(), name),
      fullName,
      status,
      ...(meta?.counts && { counts: meta.counts }),
    })),
  )
}
