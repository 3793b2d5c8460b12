# Converts a Terraform state to the input of `pulumi import --file`. Usage: docs/coming-from/terraform-and-cloudformation.md
# The Pulumi type and the attribute that holds the import id, for each Terraform type. The section "Import" of a resource's
# page in https://www.pulumi.com/registry/packages/aws/api-docs/ states both.
{
  aws_vpc: ["aws:ec2/vpc:Vpc", "id"],
  aws_subnet: ["aws:ec2/subnet:Subnet", "id"],
  aws_s3_bucket: ["aws:s3/bucket:Bucket", "bucket"],
  aws_cloudwatch_log_group: ["aws:cloudwatch/logGroup:LogGroup", "name"],
  aws_sqs_queue: ["aws:sqs/queue:Queue", "id"]
} as $types
| {
    resources: [
      .resources[]
      # Data sources have no place in Pulumi's state.
      | select(.mode == "managed")
      | . as $resource
      | ($types[.type] // error("\(.type) is not in the table of to-import.jq: add its Pulumi type and import id")) as [$type, $id]
      | .instances[]
      | {
          type: $type,
          name: ([$resource.module // empty | ltrimstr("module.")] + [$resource.name, .index_key // empty | tostring] | join("-")),
          id: .attributes[$id]
        }
    ]
  }
