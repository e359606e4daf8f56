import type { Certificates } from './certificates.ts'
import { mailCertificate } from './mail-certificate.ts'
import { startSmtp } from './smtp/smtp.ts'
import type { Submissions } from './smtp/submission.ts'
import type { World } from './world.ts'

interface Options {
  certificates: Certificates
  ports: { smtp: number; imap: number }
  slowMs: () => number
  submissions: Submissions
}

/** Exchange's doors, and those of a hoster where the same mailboxes open with a password. */
export async function startMailServers(world: World, { certificates, ports, slowMs, submissions }: Options) {
  const { faults } = world
  const common = { certificate: () => mailCertificate(certificates, faults), slowMs, submissions }
  const smtp = await startSmtp(world, { ...common, port: ports.smtp, manner: 'exchange' })
  const passwordSmtp = await startSmtp(world, { ...common, port: 0, manner: 'passwords' })
  const doors = [smtp, passwordSmtp]

  return {
    smtp: address(smtp),
    passwords: { smtp: address(passwordSmtp) },
    /** Shuts and opens what the faults say. */
    applyFaults(): void {
      smtp.set(!faults.isOn('smtp-port-closed'))
      passwordSmtp.set(!faults.isOn('smtp-port-closed'))
    },
    close(): void {
      for (const door of doors) door.shut()
    },
  }
}

function address({ port }: { port: number }): { host: string; port: number } {
  return { host: 'localhost', port }
}
