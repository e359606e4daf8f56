-- A new client secret takes over when Microsoft has accepted it, until then the former one stays beside it.
ALTER TABLE "GeneralSettings" ADD COLUMN "sealedFormerClientSecret" TEXT;
ALTER TABLE "GeneralSettings" ADD COLUMN "clientSecretProvenAt" TIMESTAMPTZ(3);
ALTER TABLE "GeneralSettings" ADD COLUMN "clientSecretFailure" JSONB;
