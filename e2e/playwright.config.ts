import { defineConfig } from '@playwright/test'
import { findBrowser } from './support/browser.ts'

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../test-results',
  // Every test has a document of its own, or a server.
  fullyParallel: true,
  workers: 2,
  // Where it decides, one browser that stumbled is not a failure; it is reported as flaky, to be mended.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  // Generous: on a machine that does other things as well, slow is not wrong.
  timeout: 150_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: '../artifacts/playwright.json' }]],
  use: {
    browserName: 'chromium',
    launchOptions: findBrowser(),
    locale: 'zh-TW',
    timezoneId: 'Asia/Taipei',
    viewport: { width: 1280, height: 800 },
    // Traces would double the time; `--trace on` shows a failure step by step.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
})
