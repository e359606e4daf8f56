import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { KeyProblem, loadOrCreateKeyFile, parseKeys } from '../../src/storage/keys.ts'
import { useFolder } from '../folder.ts'

const [a, b] = [Buffer.alloc(32, 1).toString('base64'), Buffer.alloc(32, 2).toString('base64')]
const folder = useFolder()
const yes = async () => true
const no = async () => false

test('keys are read in their order, the newest first', () => {
  expect(parseKeys(`k2:${b}, k1:${a}`).map(({ id }) => id)).toEqual(['k2', 'k1'])
  expect(parseKeys(`# newest\nk2:${b}\n\nk1:${a}\n`).map(({ bytes }) => bytes[0])).toEqual([2, 1])
})

test.each([
  ['', 'There is no key. Give at least one as id:base64'],
  ['# only a comment', 'There is no key.'],
  [a, 'Key 1 is not of the form id:base64.'],
  [`k1:${a},k.2:${b}`, 'Key 2 is not of the form id:base64.'],
  ['k1:c2hvcnQ=', 'The key k1 has 5 bytes and needs 32.'],
  [`k1:${a},k1:${b}`, 'Two keys have the id k1.'],
])('keys written as %j are refused with what to do', (written, sentence) => {
  expect(() => parseKeys(written)).toThrow(KeyProblem)
  expect(() => parseKeys(written)).toThrow(sentence)
})

test('a refused key is not in the sentence', () => {
  const secret = Buffer.from('a secret of wrong length').toString('base64')

  expect(() => parseKeys(`k1:${secret}`)).toThrow(expect.not.stringContaining(secret))
  expect(() => parseKeys(secret)).toThrow(expect.not.stringContaining(secret))
})

test('a missing key file is made, for its owner only, and read again at the next start', async () => {
  const path = join(folder.path, 'data', 'keys')
  const made = await loadOrCreateKeyFile({ path, mayCreate: yes })

  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect((await stat(join(folder.path, 'data'))).mode & 0o777).toBe(0o700)
  expect(await loadOrCreateKeyFile({ path, mayCreate: no })).toEqual(made)
})

test('a missing key file is not made again when the database holds secrets', async () => {
  const path = join(folder.path, 'keys')

  await expect(loadOrCreateKeyFile({ path, mayCreate: no })).rejects.toThrow(
    `The key file ${path} is missing, and the database holds secrets sealed with it. Put the file back from your backup.`,
  )
  await expect(readFile(path)).rejects.toThrow('ENOENT')
})

test.each([0o640, 0o604, 0o660, 0o620])('a key file with mode %o is refused', async (mode) => {
  const path = join(folder.path, 'keys')
  await writeFile(path, `k1:${a}`)
  await chmod(path, mode)

  await expect(loadOrCreateKeyFile({ path, mayCreate: yes })).rejects.toThrow(`Run: chmod 600 ${path}`)
})

test('a key file that only root and Mailroom may read is taken', async () => {
  const path = join(folder.path, 'keys')
  await writeFile(path, `k1:${a}`, { mode: 0o400 })

  expect(await loadOrCreateKeyFile({ path, mayCreate: no })).toHaveLength(1)
})

test('a key file that cannot be read or understood is named', async () => {
  const path = join(folder.path, 'keys')
  await writeFile(path, 'k1:c2hvcnQ=', { mode: 0o600 })
  const asFolder = join(folder.path, 'folder')
  await mkdir(asFolder, { mode: 0o700 })

  await expect(loadOrCreateKeyFile({ path, mayCreate: yes })).rejects.toThrow(
    `${path}: The key k1 has 5 bytes`,
  )
  await expect(loadOrCreateKeyFile({ path: asFolder, mayCreate: yes })).rejects.toThrow(
    `The key file ${asFolder} cannot be read.`,
  )
})
