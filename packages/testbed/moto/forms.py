"""Creates one resource of each type in moto and prints its ids, ARNs and addresses as JSON: forms.py REGION.

The keys are Pulumi's types and properties; `id` is the id in the API. What moto lacks is printed with the error.
"""
import json

from forms_common import client, created, found, missing, policy, region, trust
from forms_data import buckets, database, images_and_code

from moto import mock_aws


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
