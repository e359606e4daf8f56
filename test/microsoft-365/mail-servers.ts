import type { Certificates } from './certificates.ts'
import { startImap } from './imap/imap.ts'
import { mailCertificate } from './mail-certificate.ts'
import { startSmtp } from './smtp/smtp.ts'
import type { Submissions } from './smtp/submission.ts'
import type { World } from './world.ts'

interface Options {
  certificates: Certificates
  ports: { smtp?: number; imap?: number; passwordSmtp?: number; passwordImap?: number }
  slowMs: () => number
  submissions: Submissions
}

/** Exchange's doors, and those of a hoster where the same mailboxes open with a password. */
export async function startMailServers(world: World, { certificates, ports, slowMs, submissions }: Options) {
  const { faults } = world
  const common = { certificate: () => mailCertificate(certificates, faults), slowMs, submissions }
  const smtp = await startSmtp(world, { ...common, port: ports.smtp ?? 0, manner: 'exchange' })
  const passwordSmtp = await startSmtp(world, {
    ...common,
    port: ports.passwordSmtp ?? 0,
    manner: 'passwords',
  })
  const imap = await startImap(world, { ...common, port: ports.imap ?? 0, manner: 'exchange' })
  const passwordImap = await startImap(world, {
    ...common,
    port: ports.passwordImap ?? 0,
    manner: 'passwords',
  })

  return {
    smtp: address(smtp),
    imap: address(imap),
    passwords: { smtp: address(passwordSmtp), imap: address(passwordImap) },
    /** Shuts and opens what the faults say. */
    applyFaults(): void {
      for (const door of [smtp, passwordSmtp]) door.set(!faults.isOn('smtp-port-closed'))
      for (const door of [imap, passwordImap]) door.set(!faults.isOn('imap-port-closed'))
    },
    endImapSessions: imap.endSessions,
    close(): void {
      for (const door of [smtp, passwordSmtp, imap, passwordImap]) door.shut()
    },
  }
}

function address({ port }: { port: number }): { host: string; port: number } {
  return { host: 'localhost', port }
}
