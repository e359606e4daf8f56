interface Place {
  folder: string
  daemons: string
  port: number
  /** Where Dovecot answers for SASL. */
  saslPort: number
}

/**
 * Configuration of Postfix 3 as a submission server: STARTTLS, then XOAUTH2, and no other way in. All mail ends in one
 * Maildir. Nothing of the machine's own Postfix is used, and nothing leaves it.
 */
export function mainCf({ folder, daemons, saslPort }: Place, more: string): string {
  return `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
daemon_directory = ${daemons}
maillog_file = ${folder}/mail.log
maillog_file_prefixes = ${folder}
myhostname = localhost
mydestination =
alias_maps =
inet_interfaces = loopback-only
inet_protocols = ipv4
notify_classes =

smtpd_tls_cert_file = ${folder}/cert.pem
smtpd_tls_key_file = ${folder}/key.pem
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:${saslPort}
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
# A token is longer than what Postfix takes for a command.
line_length_limit = 16384

virtual_mailbox_domains = example.com
virtual_mailbox_base = ${folder}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
in_flow_delay = 0
${more}`
}

export function masterCf({ port }: Place): string {
  return `
127.0.0.1:${port} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
`
}
