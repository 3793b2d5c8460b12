import { execFileSync } from "node:child_process";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { freePort } from "@groundwork/testbed/control-plane/processes";
import { supervise } from "@groundwork/testbed/processes/supervised";
import { eventually } from "./client";

/** A real S3 server on this machine: moto, from PyPI. */
export interface S3Server {
  /** Environment variables that direct the gallery and the AWS SDK to this server. */
  readonly environment: Record<string, string>;
  readonly bucket: string;
  start(): Promise<void>;
  /** The contents of the objects whose keys have the prefix, at most 1,000. */
  bodies(prefix: string): Promise<string[]>;
  stop(): Promise<void>;
}

/** Whether moto is installed here. */
export function hasMoto(): boolean {
  try {
    execFileSync("moto_server", ["--help"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** An S3 server with an empty bucket; its data is lost when it stops. */
export async function openS3(): Promise<S3Server> {
  const port = await freePort();
  const bucket = "gallery-photos";
  const environment = {
    PHOTOS_BUCKET: bucket,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  };
  let running: Awaited<ReturnType<typeof supervise>> | undefined;
  const openClient = () =>
    new S3Client({
      endpoint: environment.AWS_ENDPOINT_URL,
      region: environment.AWS_REGION,
      forcePathStyle: true,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
  return {
    environment,
    bucket,
    async start() {
      running = await supervise("moto_server", ["-H", "127.0.0.1", "-p", String(port)], {
        env: { ...process.env },
        stopSignal: "TERM",
      });
      const client = openClient();
      const location = { LocationConstraint: "eu-west-1" } as const;
      const create = new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: location });
      await eventually(60, () => client.send(create).then(Boolean, () => false));
      client.destroy();
    },
    async bodies(Prefix) {
      const client = openClient();
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }));
      const found = Contents.map(async ({ Key }) => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
        return Body?.transformToString() ?? "";
      });
      return Promise.all(found).finally(() => client.destroy());
    },
    async stop() {
      if (running === undefined) return;
      process.kill(running.pid, "SIGTERM");
      await running.ended;
      running = undefined;
    },
  };
}
