import { join } from 'node:path'

/** Made in every mailbox, under names that Exchange gives them in English. */
const folders = ['Drafts', 'Sent Items', 'Deleted Items', 'Junk Email', 'Archive']

interface Place {
  folder: string
  user: { name: string; group: string }
  addresses: readonly string[]
  port: number
  saslPort: number
  /** Of every address, for whoever knows no XOAUTH2; then there may also be hundreds of connections. */
  password?: string | undefined
}

/**
 * Configuration of Dovecot 2.3 for one user without rights: no chroot, no second user. It offers XOAUTH2 alone, as
 * Exchange Online does; imapflow would prefer OAUTHBEARER.
 */
export function dovecotConf({ folder, user, addresses, port, saslPort, password }: Place): string {
  const { name, group } = user

  return `
protocols = imap
listen = ${addresses.join(', ')}
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = /dev/stderr
default_internal_user = ${name}
default_internal_group = ${group}
default_login_user = ${name}
first_valid_uid = 1
first_valid_gid = 0

ssl = required
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
ssl_min_protocol = TLSv1.2

auth_mechanisms = xoauth2${password ? ' plain' : ''}
auth_failure_delay = 0
passdb {
  driver = oauth2
  mechanisms = xoauth2
  args = ${folder}/oauth2.conf
}
${password ? withPassword(password) : ''}userdb {
  driver = static
  args = uid=${name} gid=${group} home=${join(folder, 'mail')}/%Lu
}

mail_location = maildir:~
namespace inbox {
  inbox = yes
  separator = /
${folders.map(createdFolder).join('')}}

service imap-login {
  chroot =
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = ${port}
    ssl = yes
  }
}
service auth {
  inet_listener {
    address = 127.0.0.1
    port = ${saslPort}
  }
}
service anvil {
  chroot =
  # Without its penalty nobody waits longer after a refused sign-in.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
${['aggregator', 'director', 'imap-urlauth-login', 'ipc', 'old-stats'].map(withoutChroot).join('')}`
}

/** By itself Dovecot ends after 100 connections with TLS: a process each that signs in. */
function withPassword(password: string): string {
  return `passdb {
  driver = static
  mechanisms = plain
  args = password=${password}
}
service imap-login {
  service_count = 0
}
`
}

function createdFolder(name: string): string {
  return `  mailbox "${name}" {
    auto = create
  }
`
}

function withoutChroot(service: string): string {
  return `service ${service} {
  chroot =
}
`
}

/** Asks for each token by a POST (RFC 7662); the token's user must be the one of the mailbox. */
export function oauth2Conf(introspectionUrl: string): string {
  return `
introspection_mode = post
introspection_url = ${introspectionUrl}
force_introspection = yes
active_attribute = active
active_value = true
username_attribute = username
username_format = %u
timeout_msecs = 5000
`
}
