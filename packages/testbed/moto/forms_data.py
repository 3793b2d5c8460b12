"""Creates databases, images, functions and buckets for forms.py."""
from forms_common import client, created, found, region


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
