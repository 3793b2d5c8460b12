"""What forms.py and forms_data.py share: the region, AWS's clients, and what was created."""
import json
import os
import sys

os.environ.update(AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing", MOTO_ACCOUNT_ID="111122223333")
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"

import boto3

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
