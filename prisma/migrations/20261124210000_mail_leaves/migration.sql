-- AlterTable
ALTER TABLE "OutlookSignIn" ADD COLUMN     "invitationId" UUID;

-- AlterTable
ALTER TABLE "OutgoingServer" ADD COLUMN     "largestMail" INTEGER;

-- AlterTable
ALTER TABLE "OutboxMail" ADD COLUMN     "lookups" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "search" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "Invitation" (
    "id" UUID NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "outgoingServerId" UUID NOT NULL,
    "mailbox" TEXT NOT NULL,
    "purpose" "SignInPurpose" NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "createdBy" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),
    "revokedBy" TEXT,

    CONSTRAINT "Invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OutboxChunk" (
    "id" UUID NOT NULL,
    "mailId" UUID NOT NULL,
    "no" INTEGER NOT NULL,
    "sealedPart" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "OutboxChunk_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApiToken" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "tail" TEXT NOT NULL,
    "maySend" BOOLEAN NOT NULL DEFAULT true,
    "mayRead" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "createdBy" TEXT NOT NULL,
    "lastUsedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),
    "revokedBy" TEXT,

    CONSTRAINT "ApiToken_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Invitation_tokenHash_key" ON "Invitation"("tokenHash");

-- CreateIndex
CREATE INDEX "Invitation_outgoingServerId_createdAt_idx" ON "Invitation"("outgoingServerId", "createdAt");

-- CreateIndex
CREATE INDEX "OutboxChunk_createdAt_idx" ON "OutboxChunk"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "OutboxChunk_mailId_no_key" ON "OutboxChunk"("mailId", "no");

-- CreateIndex
CREATE UNIQUE INDEX "ApiToken_tokenHash_key" ON "ApiToken"("tokenHash");

-- CreateIndex
CREATE INDEX "OutlookSignIn_invitationId_idx" ON "OutlookSignIn"("invitationId");

-- AddForeignKey
ALTER TABLE "OutlookSignIn" ADD CONSTRAINT "OutlookSignIn_invitationId_fkey" FOREIGN KEY ("invitationId") REFERENCES "Invitation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_outgoingServerId_fkey" FOREIGN KEY ("outgoingServerId") REFERENCES "OutgoingServer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is due at each server, in the order it leaves: a server that is paused or at its limit costs no look at its mails.
-- Prisma's schema has no word for the condition.
CREATE INDEX "OutboxMail_due" ON "OutboxMail"("serverId", "priority", "createdAt") WHERE "state" IN ('waiting', 'retry');

-- DropIndex
DROP INDEX "OutboxMail_state_priority_createdAt_idx";

-- Words of the search, so that an address is found by each of its parts. Without < and >, in which the parser of
-- PostgreSQL would see an HTML tag and leave it out.
CREATE INDEX "OutboxMail_words" ON "OutboxMail"
  USING GIN (to_tsvector('simple', translate("search", '@.-_+/<>&', '         ')));
