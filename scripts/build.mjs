import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installedRecord } from './install.mjs'
import { runQuietly, tool } from './processes.mjs'

const generated = 'src/storage/generated/client.ts'
const built = 'dist/.built'

/** Prisma's client, when the schema or Prisma itself is newer. */
export async function generateClient() {
  const sources = ['prisma/schema.prisma', 'prisma.config.ts', installedRecord]
  if (!isStale(generated, sources)) return
  await runQuietly('Generating the database client', [tool('prisma'), 'generate', '--no-hints'])
}

/** `dist`, when anything in `src` is newer. Built anew, so that nothing of a removed file stays. */
export async function buildServer() {
  const sources = [...filesBelow('src'), 'src', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json']
  if (!isStale(built, sources)) return
  rmSync('dist', { recursive: true, force: true })
  await runQuietly('Building', [tool('tsc'), '-p', 'tsconfig.build.json'])
  writeFileSync(built, '')
}

function isStale(result, sources) {
  if (!existsSync(result)) return true
  const { mtimeMs } = statSync(result)

  return sources.some((path) => existsSync(path) && statSync(path).mtimeMs > mtimeMs)
}

/** Folders too: theirs is the time at which a file was removed. */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true }).map((name) => join(folder, name))
}
