import * as aws from "@pulumi/aws";

const vpc = new aws.ec2.Vpc("main", { cidrBlock: "10.20.0.0/16", tags: { Name: "shop" } });
const zones = ["us-east-1a", "us-east-1b"];
const subnets = zones.map(
  (availabilityZone, index) =>
    new aws.ec2.Subnet(`network-private-${index}`, {
      vpcId: vpc.id,
      cidrBlock: `10.20.${index * 16}.0/20`,
      availabilityZone,
    }),
);
const bucket = new aws.s3.Bucket("orders", { bucket: "shop-orders-111122223333" }, { protect: true });
new aws.cloudwatch.LogGroup("orders", { name: "/shop/orders", retentionInDays: 90 });
const queue = new aws.sqs.Queue("orders", { name: "shop-orders" });

export const subnetIds = subnets.map(({ id }) => id);
export const bucketName = bucket.bucket;
export const queueUrl = queue.url;
