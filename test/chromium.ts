import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { afterAll } from 'vitest'
import { needs } from './needs.ts'

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = [process.env['CHROMIUM'], ...usual].find((path) => path && existsSync(path))

/** For `describe.runIf`: whether a Chromium is installed, or named by CHROMIUM. */
export const hasChromium = (): boolean => needs('Chromium', executablePath !== undefined)

// Without the background flags Chromium looks up hosts of its maker at every start.
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** One browser for a test file, started when the first test asks for it. */
export function useChromium(): () => Promise<Browser> {
  let browser: Promise<Browser> | undefined
  afterAll(async () => {
    await (await browser)?.close()
  })

  return () => {
    browser ??= launchChromium()
    return browser
  }
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: executablePath ?? '', args: quiet })
}
