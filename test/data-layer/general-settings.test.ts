import { expect, test } from 'vitest'
import { SavedMeanwhile } from '../../src/errors.ts'
import { createGeneralSettings } from '../../src/general-settings/general-settings.ts'
import { settingsForm } from '../../src/general-settings/settings-form.ts'
import { generalSettingsTexts } from '../../src/general-settings/texts.ts'
import { speak } from '../../src/language/text.ts'
import { disownAccounts } from '../../src/microsoft/disown-accounts.ts'
import { describeOnBothDatabases } from '../postgres.ts'
import { ada, now, secrets, start, twentyAtOnce } from './at-once.ts'

const clientId = '11111111-2222-4333-8444-555555555555'
const clientSecret = 'Abc8Q~secret-of-the-shop'
const form = settingsForm(speak(generalSettingsTexts, 'en'), start)
const input = (typed: Record<string, string> = {}) => form.parse({ version: '0', ...typed })

describeOnBothDatabases('general settings', (db) => {
  const settings = createGeneralSettings({ db, secrets, now, disownAccounts })

  test('come back as they were saved, the secret only when it is asked for', async () => {
    expect(await settings.get()).toMatchObject({ version: 0, hasClientSecret: false })

    await settings.save(input({ clientId, clientSecret, aliasDomain: 'mein-shop.example' }), ada)

    const shown = await settings.get()
    expect(shown).toMatchObject({ version: 1, clientId, hasClientSecret: true, updatedBy: 'Ada' })
    expect(shown).toMatchObject({ aliasDomain: 'mein-shop.example', updatedAt: start })
    expect(JSON.stringify(shown)).not.toContain(clientSecret)
    expect(await settings.outlookCredentials()).toMatchObject({ clientId, clientSecret, tenant: 'common' })
  })

  test('of twenty first saves at once one wins, and the others are told', async () => {
    const { done, errors } = await twentyAtOnce((no) =>
      settings.save(input({ aliasDomain: `shop-${no}.example` }), ada),
    )

    expect(done).toHaveLength(1)
    expect(errors).toEqual({ SavedMeanwhile: 19 })
    expect(await settings.get()).toMatchObject({ version: 1 })
    expect(await db.activityEntry.count()).toBe(1)
  })

  test('of twenty later saves at once one wins, and a save with an old form changes nothing', async () => {
    await settings.save(input(), ada)

    const { done, errors } = await twentyAtOnce((no) =>
      settings.save(input({ version: '1', aliasDomain: `shop-${no}.example` }), { id: 'a', name: `${no}` }),
    )

    expect(done).toHaveLength(1)
    expect(errors).toEqual({ SavedMeanwhile: 19 })
    const { aliasDomain, updatedBy, version } = await settings.get()
    expect({ aliasDomain, version }).toEqual({ aliasDomain: `shop-${updatedBy}.example`, version: 2 })
    await expect(settings.save(input({ version: '1' }), ada)).rejects.toThrow(SavedMeanwhile)
    expect(await settings.get()).toMatchObject({ aliasDomain, version: 2 })
  })
})
