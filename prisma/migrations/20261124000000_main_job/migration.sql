-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "SignInPurpose" AS ENUM ('send', 'read', 'both');

-- CreateEnum
CREATE TYPE "SignInWith" AS ENUM ('outlook', 'password');

-- CreateEnum
CREATE TYPE "Encryption" AS ENUM ('starttls', 'tls', 'none');

-- CreateEnum
CREATE TYPE "AfterReading" AS ENUM ('leave', 'mark_read', 'move');

-- CreateEnum
CREATE TYPE "ReadFrom" AS ENUM ('new_only', 'last_7_days', 'everything');

-- CreateEnum
CREATE TYPE "TestState" AS ENUM ('running', 'passed', 'failed', 'timed_out');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('admin', 'viewer');

-- CreateTable
CREATE TABLE "GeneralSettings" (
    "id" TEXT NOT NULL DEFAULT 'general',
    "customEmailServers" BOOLEAN NOT NULL DEFAULT false,
    "aliasDomain" TEXT,
    "catchAllDomain" TEXT,
    "defaultFromName" TEXT,
    "defaultFromAddress" TEXT,
    "clientId" TEXT,
    "sealedClientSecret" TEXT,
    "clientSecretTail" TEXT,
    "clientSecretSetAt" TIMESTAMPTZ(3),
    "clientSecretSetBy" TEXT,
    "clientSecretValidUntil" DATE,
    "tenant" TEXT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedBy" TEXT,

    CONSTRAINT "GeneralSettings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OutlookAccount" (
    "id" UUID NOT NULL,
    "mailbox" TEXT NOT NULL,
    "signedInAs" TEXT NOT NULL,
    "tenantId" TEXT NOT NULL,
    "objectId" TEXT NOT NULL,
    "homeAccountId" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "scopes" TEXT[],
    "sealedTokenCache" TEXT NOT NULL,
    "accessTokenExpiresAt" TIMESTAMPTZ(3),
    "connectedAt" TIMESTAMPTZ(3) NOT NULL,
    "connectedBy" TEXT NOT NULL,
    "lastSuccessAt" TIMESTAMPTZ(3) NOT NULL,
    "lastFailureAt" TIMESTAMPTZ(3),
    "lastFailure" JSONB,
    "renewalLeaseUntil" TIMESTAMPTZ(3),
    "renewalNo" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "OutlookAccount_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OutlookSignIn" (
    "id" UUID NOT NULL,
    "stateHash" TEXT NOT NULL,
    "browserHash" TEXT NOT NULL,
    "adminId" TEXT NOT NULL,
    "purpose" "SignInPurpose" NOT NULL,
    "mailbox" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "redirectUri" TEXT NOT NULL,
    "sealedVerifier" TEXT NOT NULL,
    "sealedNonce" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "outcomeDetail" JSONB,
    "sealedPending" TEXT,
    "outgoingServerId" UUID,
    "incomingServerId" UUID,

    CONSTRAINT "OutlookSignIn_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OutgoingServer" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "signInWith" "SignInWith" NOT NULL,
    "username" TEXT,
    "sealedPassword" TEXT,
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "encryption" "Encryption" NOT NULL,
    "fromFilter" TEXT NOT NULL DEFAULT '',
    "priority" INTEGER NOT NULL DEFAULT 10,
    "messagesPerMinute" INTEGER,
    "outlookAccountId" UUID,
    "archivedAt" TIMESTAMPTZ(3),
    "connectionChangedAt" TIMESTAMPTZ(3) NOT NULL,
    "lastTestId" UUID,
    "lastTestState" "TestState",
    "lastTestAt" TIMESTAMPTZ(3),
    "lastTestFailure" JSONB,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedBy" TEXT NOT NULL,

    CONSTRAINT "OutgoingServer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IncomingServer" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "signInWith" "SignInWith" NOT NULL,
    "username" TEXT,
    "sealedPassword" TEXT,
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "encryption" "Encryption" NOT NULL,
    "folder" TEXT NOT NULL DEFAULT 'INBOX',
    "priority" INTEGER NOT NULL DEFAULT 5,
    "readFrom" "ReadFrom" NOT NULL DEFAULT 'new_only',
    "everyMinutes" INTEGER NOT NULL DEFAULT 5,
    "afterReading" "AfterReading" NOT NULL DEFAULT 'leave',
    "moveToFolder" TEXT,
    "outlookAccountId" UUID,
    "confirmedAt" TIMESTAMPTZ(3),
    "pausedAt" TIMESTAMPTZ(3),
    "archivedAt" TIMESTAMPTZ(3),
    "connectionChangedAt" TIMESTAMPTZ(3) NOT NULL,
    "lastTestId" UUID,
    "lastTestState" "TestState",
    "lastTestAt" TIMESTAMPTZ(3),
    "lastTestFailure" JSONB,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedBy" TEXT NOT NULL,

    CONSTRAINT "IncomingServer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ConnectionTest" (
    "id" UUID NOT NULL,
    "outgoingServerId" UUID,
    "incomingServerId" UUID,
    "state" "TestState" NOT NULL DEFAULT 'running',
    "confirms" BOOLEAN NOT NULL DEFAULT false,
    "steps" JSONB NOT NULL,
    "failure" JSONB,
    "startedBy" TEXT NOT NULL,
    "startedByName" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ConnectionTest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ActivityEntry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "adminId" TEXT NOT NULL,
    "adminName" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "subject" TEXT,
    "subjectId" TEXT,
    "detail" JSONB,

    CONSTRAINT "ActivityEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "User" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "role" "Role" NOT NULL DEFAULT 'admin',
    "timeZone" TEXT NOT NULL DEFAULT 'Europe/Berlin',
    "locale" TEXT NOT NULL DEFAULT 'de',
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "idHash" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("idHash")
);

-- CreateTable
CREATE TABLE "SetUpCode" (
    "codeHash" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "triesLeft" INTEGER NOT NULL DEFAULT 5,

    CONSTRAINT "SetUpCode_pkey" PRIMARY KEY ("codeHash")
);

-- CreateTable
CREATE TABLE "SignInFailure" (
    "id" BIGSERIAL NOT NULL,
    "email" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SignInFailure_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SealingKey" (
    "id" TEXT NOT NULL,
    "sealedProof" TEXT NOT NULL,
    "firstUsedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SealingKey_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "OutlookAccount_mailbox_key" ON "OutlookAccount"("mailbox");

-- CreateIndex
CREATE UNIQUE INDEX "OutlookSignIn_stateHash_key" ON "OutlookSignIn"("stateHash");

-- CreateIndex
CREATE INDEX "OutlookSignIn_outgoingServerId_createdAt_idx" ON "OutlookSignIn"("outgoingServerId", "createdAt");

-- CreateIndex
CREATE INDEX "OutlookSignIn_incomingServerId_createdAt_idx" ON "OutlookSignIn"("incomingServerId", "createdAt");

-- CreateIndex
CREATE INDEX "OutlookSignIn_expiresAt_idx" ON "OutlookSignIn"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "OutgoingServer_name_key" ON "OutgoingServer"("name");

-- CreateIndex
CREATE INDEX "OutgoingServer_archivedAt_priority_createdAt_idx" ON "OutgoingServer"("archivedAt", "priority", "createdAt");

-- CreateIndex
CREATE INDEX "OutgoingServer_outlookAccountId_idx" ON "OutgoingServer"("outlookAccountId");

-- CreateIndex
CREATE UNIQUE INDEX "IncomingServer_name_key" ON "IncomingServer"("name");

-- CreateIndex
CREATE INDEX "IncomingServer_archivedAt_priority_createdAt_idx" ON "IncomingServer"("archivedAt", "priority", "createdAt");

-- CreateIndex
CREATE INDEX "IncomingServer_outlookAccountId_idx" ON "IncomingServer"("outlookAccountId");

-- CreateIndex
CREATE INDEX "ConnectionTest_outgoingServerId_startedAt_idx" ON "ConnectionTest"("outgoingServerId", "startedAt");

-- CreateIndex
CREATE INDEX "ConnectionTest_incomingServerId_startedAt_idx" ON "ConnectionTest"("incomingServerId", "startedAt");

-- CreateIndex
CREATE INDEX "ConnectionTest_startedBy_startedAt_idx" ON "ConnectionTest"("startedBy", "startedAt");

-- CreateIndex
CREATE INDEX "ActivityEntry_at_idx" ON "ActivityEntry"("at");

-- CreateIndex
CREATE INDEX "ActivityEntry_subjectId_at_idx" ON "ActivityEntry"("subjectId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "Session_expiresAt_idx" ON "Session"("expiresAt");

-- CreateIndex
CREATE INDEX "SignInFailure_email_at_idx" ON "SignInFailure"("email", "at");

-- CreateIndex
CREATE INDEX "SignInFailure_address_at_idx" ON "SignInFailure"("address", "at");

-- AddForeignKey
ALTER TABLE "OutlookSignIn" ADD CONSTRAINT "OutlookSignIn_outgoingServerId_fkey" FOREIGN KEY ("outgoingServerId") REFERENCES "OutgoingServer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutlookSignIn" ADD CONSTRAINT "OutlookSignIn_incomingServerId_fkey" FOREIGN KEY ("incomingServerId") REFERENCES "IncomingServer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutgoingServer" ADD CONSTRAINT "OutgoingServer_outlookAccountId_fkey" FOREIGN KEY ("outlookAccountId") REFERENCES "OutlookAccount"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IncomingServer" ADD CONSTRAINT "IncomingServer_outlookAccountId_fkey" FOREIGN KEY ("outlookAccountId") REFERENCES "OutlookAccount"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConnectionTest" ADD CONSTRAINT "ConnectionTest_outgoingServerId_fkey" FOREIGN KEY ("outgoingServerId") REFERENCES "OutgoingServer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConnectionTest" ADD CONSTRAINT "ConnectionTest_incomingServerId_fkey" FOREIGN KEY ("incomingServerId") REFERENCES "IncomingServer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

