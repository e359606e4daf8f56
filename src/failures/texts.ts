import { type Text, text } from '../language/text.ts'
import type { Link, Who } from './cause-entry.ts'

export const whoCanFix: Readonly<Record<Who, Text>> = {
  'shop-admin': text('You can fix this yourself.', 'Das können Sie selbst beheben.'),
  'microsoft-admin': text(
    'Your Microsoft 365 administrator can fix this.',
    'Das kann Ihr Microsoft-365-Administrator beheben.',
  ),
  'hosting-partner': text('Your hosting partner can fix this.', 'Das kann Ihr Hosting-Partner beheben.'),
  nobody: text(
    'Nobody needs to act. We try again by ourselves.',
    'Niemand muss etwas tun. Wir versuchen es von selbst erneut.',
  ),
}

const guideStep = (step: number) => text(`Open guide, step ${step}`, `Anleitung öffnen, Schritt ${step}`)

export const linkTexts: Readonly<Record<Link, Text>> = {
  'general-settings': text('Open General settings', 'Allgemeine Einstellungen öffnen'),
  server: text('Open the server', 'Server öffnen'),
  'inbox-settings': text('Open inbox settings', 'Einstellungen des Posteingangs öffnen'),
  outbox: text('Open outbox', 'Postausgang öffnen'),
  guide: text('Open guide', 'Anleitung öffnen'),
  'guide-2': guideStep(2),
  'guide-3': guideStep(3),
  'guide-4': guideStep(4),
  'guide-5': guideStep(5),
  entra: text('Open Microsoft Entra', 'Microsoft Entra öffnen'),
  'exchange-admin': text('Open Exchange admin center', 'Exchange Admin Center öffnen'),
  'microsoft-365-admin': text('Open Microsoft 365 admin center', 'Microsoft 365 Admin Center öffnen'),
  defender: text('Open Microsoft Defender', 'Microsoft Defender öffnen'),
}

/** Where no page says which server it is: the list of those that send, or of those that read. */
export const listTexts = {
  '/outgoing-servers': text('Open outgoing servers', 'Postausgangsserver öffnen'),
  '/incoming-servers': text('Open incoming servers', 'Posteingangsserver öffnen'),
} as const

/** Pages of ours, below the mount point; which server it is says the page that explains. */
export const linkPaths: Readonly<Partial<Record<Link, string>>> = {
  'general-settings': '/general-settings',
  outbox: '/outbox',
  'inbox-settings': '/inbox/settings',
  guide: '/set-up-guide',
  'guide-2': '/set-up-guide#s2',
  'guide-3': '/set-up-guide#s3',
  'guide-4': '/set-up-guide#s4',
  'guide-5': '/set-up-guide#s5',
}

/** Pages of Microsoft. */
export const linkUrls: Readonly<Partial<Record<Link, string>>> = {
  entra: 'https://entra.microsoft.com/',
  'exchange-admin': 'https://admin.exchange.microsoft.com/',
  'microsoft-365-admin': 'https://admin.microsoft.com/',
  defender: 'https://security.microsoft.com/',
}
