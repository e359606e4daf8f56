import { expect, test } from 'vitest'
import { useFolder } from '../folder.ts'
import { startScript, useProcesses } from './process.ts'

const folder = useFolder()
useProcesses()

/** Starts the sandbox on this folder, signs in with what it prints, and stops it. */
async function trySandbox() {
  const sandbox = startScript('test/sandbox.ts', {}, '--data', folder.path)
  const said = await sandbox.says('Ctrl+C stops everything.')
  const printed = (label: string) => new RegExp(`${label}\\s+(\\S+)`).exec(said)?.[1] ?? ''
  const page = await (await fetch(printed('Open'))).text()
  const mailroom = /href="(http:\/\/localhost:\d+)"/.exec(page)?.[1] ?? ''
  const signedIn = await fetch(`${mailroom}/sign-in`, {
    method: 'POST',
    headers: { origin: mailroom },
    body: new URLSearchParams({ email: printed('Sign in as'), password: printed('Password') }),
    redirect: 'manual',
  })
  const exitCode = await sandbox.stop('SIGINT')

  return { page, mailroom, status: signedIn.status, exitCode, errors: sandbox.said.error }
}

test('the sandbox prints one address and a sign-in that works, also the next time', {
  timeout: 90_000,
}, async () => {
  const first = await trySandbox()
  const second = await trySandbox()

  expect(first).toMatchObject({ status: 303, exitCode: 0, errors: '' })
  expect(first.page).toContain(`${first.mailroom}/microsoft_outlook/confirm`)
  expect(second).toMatchObject({ status: 303, exitCode: 0, errors: '' })
})
