// Sums what vitest and playwright reported. A missing report counts as a failure: those tests did not run.
import { readFileSync } from 'node:fs'

function count(file, read) {
  try {
    return read(JSON.parse(readFileSync(new URL(`../artifacts/${file}`, import.meta.url), 'utf8')))
  } catch {
    console.error(`No report in artifacts/${file}.`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

const totals = [
  count('vitest.json', (report) => ({
    passed: report.numPassedTests,
    // A file that does not even load has no tests in it, but is a failure all the same.
    failed: report.numFailedTests || report.numFailedTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  })),
  count('playwright.json', ({ stats, errors }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  })),
]
const sum = (key) => totals.reduce((all, one) => all + one[key], 0)

// A skipped test has shown nothing, so it is no pass.
if (sum('skipped') > 0) console.error(`${sum('skipped')} tests were skipped; they count as failed.`)
const failed = sum('failed') + sum('skipped')
console.log(`${sum('passed')} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
