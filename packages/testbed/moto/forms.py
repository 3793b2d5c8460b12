"""Creates one resource of each type in moto and prints its ids, ARNs and addresses as JSON: forms.py REGION.

The keys are Pulumi's types and properties; `id` is the id in the API. What moto lacks is printed with the error.
"""
import json
import os
import sys

os.environ.update(AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing", MOTO_ACCOUNT_ID="111122223333")
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"

import boto3
from moto import mock_aws

region = sys.argv[1]
trust = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "eks.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
)
policy = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}]}
)
found = {}
missing = {}


def client(service):
    return boto3.client(service, region_name=region)


def created(token, make):
    """Keeps what `make` returns: the properties of a type."""
    try:
        found[token] = {key: value for key, value in make().items() if value}
        return found[token]
    except Exception as error:  # moto raises its own, botocore's and NotImplementedError
        missing[token] = f"{type(error).__name__}: {error}"[:200]
        return {}


def network():
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    created("aws:ec2/vpc:Vpc", lambda: {"id": vpc})
    zone = ec2.describe_availability_zones()["AvailabilityZones"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{at}.0/24", AvailabilityZone=zone[at]["ZoneName"])["Subnet"]
        for at in range(2)
    ]
    created("aws:ec2/subnet:Subnet", lambda: {"id": subnets[0]["SubnetId"], "arn": subnets[0]["SubnetArn"]})
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    created("aws:ec2/routeTable:RouteTable", lambda: {"id": table})
    created(
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        lambda: {"id": ec2.associate_route_table(RouteTableId=table, SubnetId=subnets[0]["SubnetId"])["AssociationId"]},
    )
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    created("aws:ec2/internetGateway:InternetGateway", lambda: {"id": gateway})
    address = ec2.allocate_address(Domain="vpc")
    created(
        "aws:ec2/eip:Eip",
        lambda: {"id": address["AllocationId"], "allocationId": address["AllocationId"], "publicIp": address["PublicIp"]},
    )

    def nat():
        made = ec2.create_nat_gateway(SubnetId=subnets[0]["SubnetId"], AllocationId=address["AllocationId"])["NatGateway"]
        (interface,) = made["NatGatewayAddresses"]
        return {
            "id": made["NatGatewayId"],
            "networkInterfaceId": interface.get("NetworkInterfaceId"),
            "publicIp": interface.get("PublicIp"),
        }

    created("aws:ec2/natGateway:NatGateway", nat)
    created(
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        lambda: {
            "id": ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.{region}.s3")["VpcEndpoint"]["VpcEndpointId"]
        },
    )
    group = ec2.create_security_group(GroupName="forms", Description="forms", VpcId=vpc)
    created("aws:ec2/securityGroup:SecurityGroup", lambda: {"id": group["GroupId"], "arn": group.get("SecurityGroupArn")})
    allowed = [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}]

    def rule(authorize):
        made = authorize(GroupId=group["GroupId"], IpPermissions=allowed)["SecurityGroupRules"][0]
        return {
            "id": made["SecurityGroupRuleId"],
            "securityGroupRuleId": made["SecurityGroupRuleId"],
            "arn": made.get("SecurityGroupRuleArn"),
        }

    created(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        lambda: rule(ec2.authorize_security_group_ingress),
    )
    created(
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        lambda: rule(ec2.authorize_security_group_egress),
    )
    return vpc, [subnet["SubnetId"] for subnet in subnets], group["GroupId"]


def identity():
    iam = client("iam")
    role = iam.create_role(RoleName="forms", AssumeRolePolicyDocument=trust)["Role"]
    created("aws:iam/role:Role", lambda: {"id": role["RoleName"], "arn": role["Arn"], "uniqueId": role["RoleId"]})
    made = iam.create_policy(PolicyName="forms", PolicyDocument=policy)["Policy"]
    created("aws:iam/policy:Policy", lambda: {"id": made["Arn"], "arn": made["Arn"], "policyId": made["PolicyId"]})

    def provider():
        arn = iam.create_open_id_connect_provider(Url="https://oidc.example.com", ThumbprintList=["a" * 40])
        return {"id": arn["OpenIDConnectProviderArn"], "arn": arn["OpenIDConnectProviderArn"]}

    created("aws:iam/openIdConnectProvider:OpenIdConnectProvider", provider)
    return role["Arn"]


def logs(vpc, role):
    cloudwatch, ec2, watch = client("logs"), client("ec2"), client("cloudwatch")
    cloudwatch.create_log_group(logGroupName="/forms/group")

    def group():
        (made,) = cloudwatch.describe_log_groups(logGroupNamePrefix="/forms/group")["logGroups"]
        # The provider removes the end that means all streams.
        return {"id": made["logGroupName"], "arn": made["arn"].removesuffix(":*")}

    created("aws:cloudwatch/logGroup:LogGroup", group)
    created(
        "aws:ec2/flowLog:FlowLog",
        lambda: {
            "id": ec2.create_flow_logs(
                ResourceIds=[vpc],
                ResourceType="VPC",
                TrafficType="ALL",
                LogGroupName="/forms/group",
                DeliverLogsPermissionArn=role,
            )["FlowLogIds"][0]
        },
    )
    watch.put_metric_alarm(
        AlarmName="forms",
        MetricName="CPU",
        Namespace="forms",
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        Period=60,
        Statistic="Average",
        Threshold=1,
    )
    created(
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        lambda: {"id": "forms", "arn": watch.describe_alarms(AlarmNames=["forms"])["MetricAlarms"][0]["AlarmArn"]},
    )


def secrets():
    kms, secret, acm, ssm = client("kms"), client("secretsmanager"), client("acm"), client("ssm")
    key = kms.create_key()["KeyMetadata"]
    created("aws:kms/key:Key", lambda: {"id": key["KeyId"], "keyId": key["KeyId"], "arn": key["Arn"]})
    kms.create_alias(AliasName="alias/forms", TargetKeyId=key["KeyId"])

    def alias():
        (made,) = [each for each in kms.list_aliases()["Aliases"] if each["AliasName"] == "alias/forms"]
        return {"id": made["AliasName"], "arn": made["AliasArn"]}

    created("aws:kms/alias:Alias", alias)
    arn = secret.create_secret(Name="forms/secret")["ARN"]
    created("aws:secretsmanager/secret:Secret", lambda: {"id": arn, "arn": arn})

    def version():
        made = secret.put_secret_value(SecretId=arn, SecretString="text")
        return {"id": f"{made['ARN']}|{made['VersionId']}", "arn": made["ARN"], "versionId": made["VersionId"]}

    created("aws:secretsmanager/secretVersion:SecretVersion", version)
    certificate = acm.request_certificate(DomainName="forms.example.com", ValidationMethod="DNS")["CertificateArn"]
    created("aws:acm/certificate:Certificate", lambda: {"id": certificate, "arn": certificate})
    ssm.put_parameter(Name="/forms/parameter", Value="text", Type="String")
    created(
        "aws:ssm/parameter:Parameter",
        lambda: {"id": "/forms/parameter", "arn": ssm.get_parameter(Name="/forms/parameter")["Parameter"]["ARN"]},
    )


def messages():
    sns, sqs = client("sns"), client("sqs")
    topic = sns.create_topic(Name="forms")["TopicArn"]
    created("aws:sns/topic:Topic", lambda: {"id": topic, "arn": topic})
    url = sqs.create_queue(QueueName="forms")["QueueUrl"]

    def queue():
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        return {"id": url, "url": url, "arn": arn}

    made = created("aws:sqs/queue:Queue", queue)

    def subscription():
        arn = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=made["arn"])["SubscriptionArn"]
        return {"id": arn, "arn": arn}

    created("aws:sns/topicSubscription:TopicSubscription", subscription)


def cluster(role, subnets):
    eks = client("eks")

    def control_plane():
        made = eks.create_cluster(name="forms", roleArn=role, resourcesVpcConfig={"subnetIds": subnets})["cluster"]
        return {"id": made["name"], "arn": made["arn"]}

    created("aws:eks/cluster:Cluster", control_plane)


def database(subnets):
    rds = client("rds")
    group = rds.create_db_subnet_group(DBSubnetGroupName="forms", DBSubnetGroupDescription="forms", SubnetIds=subnets)
    created("aws:rds/subnetGroup:SubnetGroup", lambda: {"id": "forms", "arn": group["DBSubnetGroup"]["DBSubnetGroupArn"]})
    parameters = rds.create_db_parameter_group(
        DBParameterGroupName="forms", DBParameterGroupFamily="postgres18", Description="forms"
    )
    created(
        "aws:rds/parameterGroup:ParameterGroup",
        lambda: {"id": "forms", "arn": parameters["DBParameterGroup"]["DBParameterGroupArn"]},
    )

    def instance():
        made = rds.create_db_instance(
            DBInstanceIdentifier="forms",
            DBInstanceClass="db.m6g.large",
            Engine="postgres",
            AllocatedStorage=20,
            MasterUsername="app",
            MasterUserPassword="a-long-password",
        )["DBInstance"]
        return {
            "id": made["DbiResourceId"],
            "resourceId": made["DbiResourceId"],
            "arn": made["DBInstanceArn"],
            "address": made.get("Endpoint", {}).get("Address"),
        }

    created("aws:rds/instance:Instance", instance)

    def snapshot():
        made = rds.create_db_snapshot(DBSnapshotIdentifier="forms", DBInstanceIdentifier="forms")["DBSnapshot"]
        return {"id": made["DBSnapshotIdentifier"], "dbSnapshotArn": made["DBSnapshotArn"]}

    created("aws:rds/snapshot:Snapshot", snapshot)

    def events():
        made = rds.create_event_subscription(
            SubscriptionName="forms", SnsTopicArn=found["aws:sns/topic:Topic"]["arn"], SourceType="db-instance"
        )["EventSubscription"]
        return {"id": made["CustSubscriptionId"], "arn": made.get("EventSubscriptionArn")}

    created("aws:rds/eventSubscription:EventSubscription", events)


def images_and_code(role):
    ecr, lambdas, build = client("ecr"), client("lambda"), client("codebuild")

    def repository():
        made = ecr.create_repository(repositoryName="forms/image")["repository"]
        return {
            "id": made["repositoryName"],
            "arn": made["repositoryArn"],
            "repositoryUrl": made["repositoryUri"],
            "registryId": made["registryId"],
        }

    created("aws:ecr/repository:Repository", repository)

    def function():
        made = lambdas.create_function(
            FunctionName="forms",
            Role=role,
            PackageType="Image",
            Code={"ImageUri": f"{found['aws:ecr/repository:Repository']['repositoryUrl']}:1"},
        )
        return {"id": made["FunctionName"], "arn": made["FunctionArn"]}

    created("aws:lambda/function:Function", function)

    def project():
        made = build.create_project(
            name="forms",
            source={"type": "GITHUB", "location": "https://github.com/forms/forms"},
            artifacts={"type": "NO_ARTIFACTS"},
            environment={"type": "LINUX_CONTAINER", "image": "x", "computeType": "BUILD_GENERAL1_SMALL"},
            serviceRole=role,
        )["project"]
        return {"id": made["arn"], "arn": made["arn"]}

    created("aws:codebuild/project:Project", project)


def buckets():
    s3 = client("s3")
    where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket="forms-bucket", **where)
    created("aws:s3/bucket:Bucket", lambda: {"id": s3.list_buckets()["Buckets"][0]["Name"]})


@mock_aws
def main():
    vpc, subnets, _group = network()
    role = identity()
    for step in (
        lambda: logs(vpc, role),
        secrets,
        messages,
        lambda: cluster(role, subnets),
        lambda: database(subnets),
        lambda: images_and_code(role),
        buckets,
    ):
        try:
            step()
        except Exception as error:
            missing[f"step {len(missing)}"] = f"{type(error).__name__}: {error}"[:200]
    print(json.dumps({"found": found, "missing": missing}))


main()
