import type { Certificate, Certificates } from './certificates.ts'
import type { Faults } from './faults.ts'

/** The certificate the mail servers show now. */
export function mailCertificate(certificates: Certificates, faults: Faults): Certificate {
  if (faults.isOn('bad-certificate')) return certificates.selfSigned
  if (faults.isOn('expired-certificate')) return certificates.expired
  if (faults.isOn('other-host-certificate')) return certificates.otherHost

  return certificates.good
}
