import { speak } from '../language/text.ts'
import type { Badge } from '../mail-servers/server-badges.ts'
import type { Pages } from '../web/pages.ts'
import type { Reader } from '../web/reader.ts'
import type { Task, TaskId } from './mail-status.ts'
import { mailStatusTexts } from './texts.ts'

export interface ShownTask {
  label: string
  href: string
  badge: Badge
}

/** A step of the set-up in the reader's language. */
export function shownTask(task: Task, pages: Pages, { locale }: Reader): ShownTask {
  const t = speak(mailStatusTexts, locale)
  const labels: Record<TaskId, string> = {
    credentials: t.taskCredentials,
    switch: t.taskSwitch,
    outgoing: t.taskOutgoing,
    connect: t.taskConnect,
    test: t.taskTest,
    sender: t.taskSender,
    'test-mail': t.taskTestMail,
    incoming: t.taskIncoming,
  }
  const badges: Record<Task['state'], Badge> = {
    done: { label: t.done, tone: 'ok' },
    failed: { label: t.failed, tone: 'err' },
    open: { label: t.notStarted },
  }

  return { label: labels[task.id], href: pages.link(task.path), badge: badges[task.state] }
}
