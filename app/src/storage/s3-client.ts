import { S3Client } from "@aws-sdk/client-s3";

/**
 * Opens a client of S3 whose requests end. The SDK finds the region and the credentials (in EKS: Pod Identity).
 *
 * @param endpoint another S3-compatible server, with path-style addresses
 */
export const openS3Client = (endpoint?: string): S3Client =>
  new S3Client({
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 15_000, throwOnRequestTimeout: true },
  });
