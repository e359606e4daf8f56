import type { Admin } from '../../src/admin.ts'
import { settingsForm } from '../../src/general-settings/settings-form.ts'
import { generalSettingsTexts } from '../../src/general-settings/texts.ts'
import { speak } from '../../src/language/text.ts'
import type { Mailroom } from './mailroom.ts'

export const furnisher: Admin = { id: 'furnisher', name: 'Maria Lehmann', email: 'maria@mein-shop.example' }

/** General settings as the main job fills them in. */
export async function fillSettings({ mail, microsoft }: Pick<Mailroom, 'mail' | 'microsoft'>): Promise<void> {
  const form = settingsForm(speak(generalSettingsTexts, 'en'), new Date())
  const { clientId, clientSecret } = microsoft.app
  const defaultFromAddress = microsoft.accounts.orders.address
  const typed = { version: '0', customEmailServers: 'on', defaultFromAddress, clientId, clientSecret }
  await mail.generalSettings.save(form.parse(typed), furnisher)
}
