CREATE TYPE "NoticeKind" AS ENUM ('opened', 'recovered', 'test');
CREATE TYPE "NoticeChannel" AS ENUM ('mail', 'webhook');
CREATE TYPE "NoticeState" AS ENUM ('waiting', 'sent', 'dropped');

CREATE TABLE "Alert" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "openKey" TEXT,
    "trouble" JSONB NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "absentSince" TIMESTAMPTZ(3),
    "resolvedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Alert_pkey" PRIMARY KEY ("id")
);
-- An outage is open once, however many processes watch.
CREATE UNIQUE INDEX "Alert_openKey_key" ON "Alert"("openKey");
CREATE INDEX "Alert_openedAt_id_idx" ON "Alert"("openedAt", "id");

CREATE TABLE "AlertNotice" (
    "id" UUID NOT NULL,
    "alertId" UUID,
    "kind" "NoticeKind" NOT NULL,
    "channel" "NoticeChannel" NOT NULL,
    "state" "NoticeState" NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "nextAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "problem" TEXT,
    "outboxMailId" UUID,

    CONSTRAINT "AlertNotice_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "AlertNotice_state_nextAt_idx" ON "AlertNotice"("state", "nextAt");
CREATE INDEX "AlertNotice_alertId_idx" ON "AlertNotice"("alertId");
ALTER TABLE "AlertNotice" ADD CONSTRAINT "AlertNotice_alertId_fkey" FOREIGN KEY ("alertId") REFERENCES "Alert"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "AlertSettings" (
    "id" TEXT NOT NULL DEFAULT 'alerts',
    "recipients" TEXT[],
    "locale" TEXT NOT NULL DEFAULT 'de',
    "timeZone" TEXT NOT NULL DEFAULT 'Europe/Berlin',
    "webhookUrl" TEXT,
    "sealedWebhookSecret" TEXT,
    "watchedAt" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 0,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedBy" TEXT,

    CONSTRAINT "AlertSettings_pkey" PRIMARY KEY ("id")
);
