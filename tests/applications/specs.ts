/** Applications of each kind, for tests. */
import type { ApplicationSpec } from "../../applications/spec";

const size = { cpuMillicores: [100, 500], memoryMiB: [128, 256] } as const;

export const orders = {
  name: "orders",
  image: { dockerfile: "orders/Dockerfile" },
  port: 8080,
  path: "/orders",
  size,
  objectives: { availabilityPercent: 99.5, latencyPercent: 99, latencyMs: 250, latencyMethods: ["GET"] },
  queue: { maxReceives: 3 },
  reaches: { database: "writer" },
} as const satisfies ApplicationSpec;

export const packer = {
  name: "packer",
  image: { dockerfile: "orders/Dockerfile" },
  command: ["pack"],
  size,
  reaches: {
    queues: ["orders"],
    applications: ["orders", "api"],
    photos: "read",
    hosts: ["carrier.example.com"],
  },
} as const satisfies ApplicationSpec;

export const report = {
  name: "report",
  image: { dockerfile: "orders/Dockerfile" },
  command: ["report"],
  schedule: "0 3 * * *",
  size,
  secrets: { MAIL_TOKEN: { secret: "mail", key: "token" } },
  reaches: { database: "reader" },
  permissions: [
    {
      Effect: "Allow",
      Action: ["ses:SendEmail"],
      Resource: ["arn:aws:ses:us-east-1:111122223333:identity/example.com"],
    },
  ],
} as const satisfies ApplicationSpec;

export const shop = {
  name: "shop",
  image: { dockerfile: "shop/Dockerfile" },
  port: 3000,
  subdomain: "shop",
  size,
} as const satisfies ApplicationSpec;

export const everyKind: readonly ApplicationSpec[] = [orders, packer, report];

/** Settings with an image for each application. */
export const imagesFor = (specs: readonly ApplicationSpec[]) => ({
  applicationImages: Object.fromEntries(
    specs.map(({ name }) => [
      name,
      `111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/gallery:1.0.0-${name}`,
    ]),
  ),
});
