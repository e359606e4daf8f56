export type { Admin } from './admin.ts'
export { type MailApiOptions, mailApi } from './api/mail-api.ts'
export {
  AppError,
  NotAllowed,
  NotFound,
  RemoteFailure,
  RuleBroken,
  SavedMeanwhile,
  TooMany,
} from './errors.ts'
export type { MailHandler } from './hand-over/destination.ts'
export type { ReceivedJson } from './hand-over/received-json.ts'
export type {
  MailPerson,
  MailReport,
  MailRoute,
  ReceivedFile,
  ReceivedMail,
} from './hand-over/received-mail.ts'
export type { WebhookBody } from './hand-over/webhook.ts'
export { type MailHealthOptions, mailHealth } from './health/health.ts'
export type { Readiness } from './health/readiness.ts'
export { createMail, type Mail, type MailOptions } from './mail.ts'
export type { OutgoingMail } from './outbox/mail-input.ts'
export type { SendOptions, StoredMail } from './outbox/send.ts'
export { type MailAdminOptions, mailAdmin } from './plugin.ts'
export { StartProblem } from './storage/start-problem.ts'
