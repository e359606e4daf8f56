import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeAll } from 'vitest'
import { builtScript } from '../built.ts'

const running = new Set<ChildProcess>()
let server = ''

/** Ends what a test started and did not end itself. Call it at the top of a test file. */
export function useProcesses(): void {
  beforeAll(async () => {
    server = await builtScript('src/server.ts')
  })
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL')
    running.clear()
  })
}

/** The standalone server as a process of its own, with nothing in its environment but this. */
export function startProcess(environment: Record<string, string>, ...args: string[]) {
  return start([server, ...args], environment)
}

/** What an npm script of this name runs. */
export function startTask(task: string, ...args: string[]) {
  return start(['scripts/run.mjs', task, ...args], { HOME: process.env['HOME'] ?? '/' })
}

function start(args: string[], environment: Record<string, string>) {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const said = { out: '', error: '' }
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    said.out += part
  })
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    said.error += part
  })
  const ended = once(child, 'close').then(([code]: unknown[]) => {
    running.delete(child)

    return code
  })

  return {
    said,
    /** Resolves to the exit code. */
    ended,
    stop(signal: NodeJS.Signals = 'SIGTERM') {
      child.kill(signal)

      return ended
    },
    /** Waits for these words on standard output. */
    async says(words: string): Promise<string> {
      const gone = ended.then((code) => {
        throw new Error(`The server ended with ${String(code)} before it said "${words}": ${said.error}`)
      })
      while (!said.out.includes(words)) await Promise.race([once(child.stdout, 'data'), gone])

      return said.out
    },
  }
}
