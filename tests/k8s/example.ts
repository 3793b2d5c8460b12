import type { GalleryArgs } from "../../k8s/gallery";

const small = {
  requests: { cpuMillicores: 100, memoryMiB: 128 },
  limits: { cpuMillicores: 500, memoryMiB: 256 },
};

/** A gallery as an example for tests: no domain, two replicas. */
export const example: GalleryArgs = {
  namespace: "gallery",
  image: "111122223333.dkr.ecr.us-east-1.amazonaws.com/gallery:1.0.0",
  api: { replicas: { min: 3, max: 6 }, resources: small },
  web: { replicas: { min: 3, max: 4 }, resources: small },
  database: {
    primary: "primary.abc.us-east-1.rds.amazonaws.com",
    replicas: ["replica-1.abc.us-east-1.rds.amazonaws.com", "replica-2.abc.us-east-1.rds.amazonaws.com"],
    name: "gallery",
    user: "gallery",
    password: "database-password-for-tests",
  },
  photoBucket: "photos-0123456",
  region: "us-east-1",
  curatorToken: "curator-token-for-tests-only",
  network: {
    loadBalancerCidrs: ["10.0.16.0/22", "10.0.48.0/22"],
    databaseCidrs: ["10.0.20.0/22", "10.0.52.0/22"],
    s3Cidrs: ["52.216.0.0/15", "3.5.0.0/19"],
    dnsAddress: "172.20.0.10",
  },
};
