import { parseSettings, type Settings, type SettingsInput, settingsSchema } from './settings.ts'

const ownPrefixes = ['MAIL_', 'OUTLOOK_', 'MICROSOFT_']
const names = Object.keys(settingsSchema.shape)

export interface Environment {
  /** For createMail. */
  given: SettingsInput
  settings: Settings
  /** Names that look like ours and are none: probably misspelled. */
  unknown: string[]
}

/** Throws StartProblem with every name that is wrong, and why. Values are not shown: some are secrets. */
export function readEnvironment(environment: Record<string, string | undefined>): Environment {
  const given = namesIn(environment)

  return {
    given,
    settings: parseSettings(given),
    unknown: Object.keys(environment).filter(isMisspelled).sort(),
  }
}

/** An empty value is none: that is how an unused line of .env or a compose file arrives. */
function namesIn(environment: Record<string, string | undefined>): SettingsInput {
  const given = Object.fromEntries(names.map((name) => [name, environment[name] || undefined]))
  // Whoever only moves the port expects the address to move along.
  if (!given['PUBLIC_URL'] && given['PORT']) given['PUBLIC_URL'] = `http://localhost:${given['PORT']}`

  return given
}

function isMisspelled(name: string): boolean {
  return !names.includes(name) && ownPrefixes.some((prefix) => name.startsWith(prefix))
}
