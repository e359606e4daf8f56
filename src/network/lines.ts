import type { Socket } from 'node:net'

/** RFC 5321 allows 512 bytes a reply line and RFC 9051 sets no limit; real capability lists stay far below this. */
const longestLine = 4096
/** A server that talks on without being asked is cut off. */
const mostUnread = 64 * 1024

export interface Lines {
  next(): Promise<string>
  hasUnread(): boolean
  /** Stops reading. True when bytes were left over. */
  release(): boolean
}

interface Waiting {
  resolve: (line: string) => void
  reject: (error: Error) => void
}

/** Cuts what a socket receives into lines, wherever the packets end. One reader at a time. */
export function createLines(socket: Socket): Lines {
  let unread = ''
  let broken = socket.destroyed ? closed() : undefined
  let waiting: Waiting | undefined

  function serve(): void {
    if (!waiting) return
    const end = unread.indexOf('\n')
    if (end >= 0 && end <= longestLine) {
      const line = unread.slice(0, end).replace(/\r$/, '')
      unread = unread.slice(end + 1)
      settle(({ resolve }) => resolve(line))
    } else if (end > longestLine || unread.length > longestLine) {
      settle(({ reject }) => reject(lineError('LineTooLong', 'A line of the server is too long.')))
    } else if (broken) {
      const error = broken
      settle(({ reject }) => reject(error))
    }
  }

  function settle(answer: (waiting: Waiting) => void): void {
    const served = waiting
    waiting = undefined
    if (served) answer(served)
  }

  function onData(bytes: Buffer): void {
    // Each byte is one character, so that no broken UTF-8 can hide a line end.
    unread += bytes.toString('latin1')
    if (unread.length > mostUnread) {
      unread = ''
      broken = lineError('LineTooLong', 'The server talks on without being asked.')
      socket.destroy()
    }
    serve()
  }

  function onError(error: Error): void {
    broken ??= error
    serve()
  }

  function onClose(): void {
    broken ??= closed()
    serve()
  }

  socket.on('data', onData).on('error', onError).on('close', onClose).on('end', onClose)

  return {
    next: () =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        serve()
      }),
    hasUnread: () => unread !== '',
    release() {
      socket.off('data', onData).off('error', onError).off('close', onClose).off('end', onClose)
      socket.pause()

      return unread !== ''
    },
  }
}

function closed(): Error {
  return lineError('ECONNRESET', 'The connection was closed.')
}

function lineError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}
