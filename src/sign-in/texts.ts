import { titleOf } from '../failures/explain.ts'
import { text } from '../language/text.ts'

const signedOut = titleOf('signed-out-here')

export const signInTexts = {
  setUpTitle: text('Set up Mailroom', 'Mailroom einrichten'),
  setUpIntro: text(
    'Create the first administrator. This page works only once.',
    'Legen Sie den ersten Administrator an. Diese Seite funktioniert nur einmal.',
  ),
  code: text('One-time set-up code', 'Einmaliger Einrichtungscode'),
  codeHint: text(
    'Shown in the terminal in which Mailroom was started. Valid for 30 minutes.',
    'Steht im Terminal, in dem Mailroom gestartet wurde. Gilt 30 Minuten.',
  ),
  codeWrong: text(
    'The set-up code is not right or has expired. Start Mailroom again to get a new one.',
    'Der Einrichtungscode stimmt nicht oder ist abgelaufen. Starten Sie Mailroom neu, um einen neuen zu erhalten.',
  ),
  name: text('Your name', 'Ihr Name'),
  nameHint: text('Appears in the audit log.', 'Erscheint im Änderungsprotokoll.'),
  nameWrong: text(
    'Enter your name, at most 80 characters',
    'Geben Sie Ihren Namen ein, höchstens 80 Zeichen',
  ),
  email: text('Email address', 'E-Mail-Adresse'),
  emailHint: text('You sign in with it.', 'Damit melden Sie sich an.'),
  emailWrong: text(
    'Enter an email address like name@shop.example',
    'Geben Sie eine E-Mail-Adresse ein, zum Beispiel name@shop.example',
  ),
  password: text('Password', 'Passwort'),
  passwordHint: text(
    'At least 15 characters. A sentence is fine.',
    'Mindestens 15 Zeichen. Ein ganzer Satz ist erlaubt.',
  ),
  passwordShort: text(
    'Password must have at least 15 characters',
    'Das Passwort muss mindestens 15 Zeichen haben',
  ),
  passwordLong: text(
    'Password must have at most 256 characters',
    'Das Passwort darf höchstens 256 Zeichen haben',
  ),
  passwordLeaked: text(
    'This password appears in public lists of leaked passwords. Choose another one.',
    'Dieses Passwort steht in öffentlichen Listen gestohlener Passwörter. Wählen Sie ein anderes.',
  ),
  passwordGuessable: text(
    'This password is easy to guess: it repeats itself, or has little but common words, your name or rows of keys. Choose another one.',
    'Dieses Passwort ist leicht zu erraten: Es wiederholt sich oder besteht fast nur aus gängigen Wörtern, Ihrem Namen oder Tastenreihen. Wählen Sie ein anderes.',
  ),
  zoneAndLanguage: text('Time zone and language', 'Zeitzone und Sprache'),
  timeZone: text('Time zone', 'Zeitzone'),
  timeZoneWrong: text('Choose a time zone', 'Wählen Sie eine Zeitzone'),
  locale: text('Language', 'Sprache'),
  localeWrong: text('Choose a language', 'Wählen Sie eine Sprache'),
  german: text('Deutsch', 'Deutsch'),
  english: text('English', 'English'),
  createAdministrator: text('Create administrator', 'Administrator anlegen'),

  signInTitle: text('Sign in', 'Anmelden'),
  signIn: text('Sign in', 'Anmelden'),
  wrong: text('Email address or password is not right', 'E-Mail-Adresse oder Passwort stimmt nicht'),
  tooMany: text('You have tried to sign in too often.', 'Sie haben zu oft versucht, sich anzumelden.'),
  staysFor: text(
    'You are signed out after 30 minutes without use, and after 12 hours in any case.',
    'Sie werden nach 30 Minuten ohne Nutzung abgemeldet, in jedem Fall nach 12 Stunden.',
  ),
  forgotten: text(
    'Forgot your password? Whoever runs Mailroom can set a new one:',
    'Passwort vergessen? Wer Mailroom betreibt, kann ein neues vergeben:',
  ),
  ended: text(
    'Your session has ended. Sign in to continue where you were.',
    'Ihre Sitzung ist abgelaufen. Melden Sie sich an, um dort weiterzumachen.',
  ),
  fromMicrosoft: text(`${signedOut.en}.`, `${signedOut.de}.`),
  signedOut: text('You are signed out.', 'Sie sind abgemeldet.'),

  otherHostTitle: text('Mailroom has another address', 'Mailroom hat eine andere Adresse'),
  otherHost: text('Open it here:', 'Öffnen Sie es hier:'),
} as const
