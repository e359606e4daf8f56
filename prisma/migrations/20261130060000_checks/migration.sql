CREATE TABLE "CheckRun" (
    "id" UUID NOT NULL,
    "checks" JSONB NOT NULL,
    "startedBy" TEXT NOT NULL,
    "startedByName" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "CheckRun_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "CheckRun_startedAt_idx" ON "CheckRun"("startedAt");
