"""Prints the texts in the input of operations of AWS's API, as botocore's models describe them: models.py iam:CreateRole …"""
import json
import sys

from botocore.loaders import Loader

loader = Loader()


def texts(operation):
    service, name = operation.split(":")
    model = loader.load_service_model(service, "service-2")
    shapes = model["shapes"]
    members = shapes[model["operations"][name]["input"]["shape"]]["members"]
    limits = {
        member: {key: shapes[of["shape"]][key] for key in ("min", "max", "pattern") if key in shapes[of["shape"]]}
        for member, of in members.items()
        if shapes[of["shape"]]["type"] == "string" and "enum" not in shapes[of["shape"]]
    }
    return {member: found for member, found in limits.items() if found}


print(json.dumps({operation: texts(operation) for operation in sys.argv[1:]}))
