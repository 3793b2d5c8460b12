# Converts the answer of `aws cloudformation describe-stack-resources` to the input of `pulumi import --file`. Usage:
# docs/coming-from/terraform-and-cloudformation.md
# The Pulumi type of each CloudFormation type. For these types, the physical id is the import id; where the section "Import" of
# a resource's page in https://www.pulumi.com/registry/packages/aws/api-docs/ asks for another id, compute it here.
{
  "AWS::EC2::VPC": "aws:ec2/vpc:Vpc",
  "AWS::EC2::Subnet": "aws:ec2/subnet:Subnet",
  "AWS::S3::Bucket": "aws:s3/bucket:Bucket",
  "AWS::Logs::LogGroup": "aws:cloudwatch/logGroup:LogGroup",
  "AWS::SQS::Queue": "aws:sqs/queue:Queue"
} as $types
| {
    resources: [
      .StackResources[]
      | {
          type: ($types[.ResourceType] // error("\(.ResourceType) is not in the table of to-import.jq: add its Pulumi type")),
          name: .LogicalResourceId,
          id: .PhysicalResourceId
        }
    ]
  }
