"""moto, in front of which a test can give answers of its own. Everything sent and answered is compared with botocore's models.

Started by answers.ts. A test posts an answer to /answers. It is rejected if the operation's model does not allow it: unknown or
missing members, types, enums, patterns, lengths, or an error that the operation does not have. Each request to an operation must be
what botocore would send for the same parameters; GET /violations returns what was not, and every operation that was called.
"""

import io
import json
import re
import sys
import threading
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

import botocore.loaders
import botocore.parsers
import botocore.serialize
import botocore.validate
from moto.core.model import ServiceModel
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.serialize import SERIALIZERS
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.datastructures import Headers, MultiDict
from werkzeug.serving import run_simple
from werkzeug.wrappers import Request, Response

# Names of services in signatures that differ from those of their models.
MODELS = {"servicequotas": "service-quotas"}

# Errors that every operation of a service can have, which models leave out:
# https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
COMMON = {
    "AccessDenied": 403,
    "AccessDeniedException": 400,
    "UnauthorizedOperation": 403,
    "AuthFailure": 401,
    "ExpiredToken": 403,
    "InvalidClientTokenId": 403,
    "UnrecognizedClientException": 400,
    "InternalFailure": 500,
    "Throttling": 400,
    "ThrottlingException": 400,
    "RequestLimitExceeded": 503,
}

_loader = botocore.loaders.Loader()
_models = {}


def model_of(service):
    name = MODELS.get(service, service)
    if name not in _models:
        _models[name] = ServiceModel(_loader.load_service_model(name, "service-2"), name)
    return _models[name]


def limits(shape, value, path):
    """What botocore's own validator leaves out: enums, patterns and lengths."""
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if isinstance(value, dict) and name in value:
                yield from limits(member, value[name], f"{path}.{name}")
    elif shape.type_name == "list":
        for at, item in enumerate(value if isinstance(value, list) else []):
            yield from limits(shape.member, item, f"{path}[{at}]")
    elif shape.type_name == "string":
        if shape.enum and value not in shape.enum:
            yield f"{path} is {value}, which is none of {shape.enum}"
        pattern = shape.metadata.get("pattern")
        # Java's classes, such as \p{L}, are unknown to Python.
        if pattern and "\\p{" not in pattern and not re.fullmatch(pattern, str(value)):
            yield f"{path} is {value}, which does not match {pattern}"
        longest = shape.metadata.get("max")
        if longest is not None and len(str(value)) > longest:
            yield f"{path} has {len(str(value))} characters, more than {longest}"


def problems_of(shape, value):
    if shape is None:
        return [] if value == {} else ["the operation has no output"]
    report = botocore.validate.ParamValidator().validate(value, shape)
    return ([report.generate_report()] if report.has_errors() else []) + list(limits(shape, value, ""))


def serialize(operation, answer):
    protocol = operation.service_model.metadata["protocol"]
    return SERIALIZERS[protocol](operation).serialize(answer)


def parse_back(operation, written):
    """What botocore reads from the written answer."""
    protocol = operation.service_model.metadata["protocol"]
    parser = botocore.parsers.create_parser(protocol)
    response = {
        "status_code": written["status_code"],
        "headers": written["headers"],
        "body": written["body"].encode(),
    }
    return parser.parse(response, operation.output_shape)


def error_response(operation, code, message):
    shapes = {shape.error_code or shape.name: shape for shape in operation.error_shapes}
    shapes.update({shape.name: shape for shape in operation.error_shapes})
    protocol = operation.service_model.metadata["protocol"]
    # EC2's models have no errors.
    if code not in shapes and code not in COMMON and protocol != "ec2":
        raise ValueError(f"{operation.name} has no error {code}; it has {sorted(shapes)}")
    declared = shapes[code].metadata.get("error", {}) if code in shapes else {}
    status = declared.get("httpStatusCode", COMMON.get(code, 400))
    error = f"<Code>{code}</Code><Message>{escape(message)}</Message>"
    if protocol == "ec2":
        body = f"<Response><Errors><Error>{error}</Error></Errors><RequestID>1</RequestID></Response>"
    elif protocol in ("query", "rest-xml"):
        body = f"<ErrorResponse><Error><Type>Sender</Type>{error}</Error><RequestId>1</RequestId></ErrorResponse>"
    else:
        body = json.dumps({"__type": code, "message": message})
    headers = {"x-amzn-errortype": code} if protocol == "rest-json" else {}
    read = parse_back(operation, {"status_code": status, "headers": headers, "body": body})["Error"]
    if (read["Code"], read["Message"]) != (code, message):
        raise ValueError(f"botocore reads {read}")
    return {"status": status, "headers": headers, "body": body}


class Answers:
    def __init__(self):
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.given = []
        self.violations = []
        self.called = set()
        self.released = threading.Event()

    def __call__(self, environ, start_response):
        # Read once, and again by moto.
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length)
        environ["wsgi.input"] = io.BytesIO(body)
        request = Request(environ)
        if request.path == "/answers":
            response = self.accept(request)
        elif request.path == "/violations":
            response = json_response(200, {"violations": self.violations, "called": sorted(self.called)})
        elif request.path.startswith("/download/"):
            response = Response(request.path.removeprefix("/download/"), 200)
        else:
            response = self.answer(request)
        if response is not None:
            return response(environ, start_response)
        environ["wsgi.input"] = io.BytesIO(body)
        return self.moto(environ, start_response)

    def accept(self, request):
        """Stores an answer: {service, operation, params?, times?, answer | error | silent | body}."""
        if request.method == "DELETE":
            self.released.set()
            self.given, self.released = [], threading.Event()
            return json_response(200, {})
        given = json.loads(request.get_data())
        try:
            operation = model_of(given["service"]).operation_model(given["operation"])
            if "answer" in given:
                problems = problems_of(operation.output_shape, given["answer"])
                if problems:
                    raise ValueError("; ".join(problems))
                written = serialize(operation, given["answer"])
                parse_back(operation, written)
                given["written"] = {
                    "status": written["status_code"],
                    "headers": dict(written["headers"]),
                    "body": written["body"],
                }
            elif "error" in given:
                given["written"] = error_response(operation, given["error"]["code"], given["error"]["message"])
            elif "body" in given:
                # No answer of AWS, such as that of a proxy.
                given["written"] = {"status": given.get("status", 200), "headers": {}, "body": given["body"]}
        except Exception as error:  # The test gets every reason.
            return json_response(400, {"message": f"{given.get('service')}:{given.get('operation')}: {error}"})
        self.given.insert(0, given)
        return json_response(200, {})

    def answer(self, request):
        found = re.search(r"Credential=[^/]+/\d{8}/[^/]+/([^/]+)/aws4_request", request.headers.get("Authorization", ""))
        if found is None:
            return None
        service = found.group(1)
        try:
            operation = operation_of(model_of(service), request)
        except Exception:
            return None
        self.called.add(f"{service}:{operation.name}")
        params = parse_request(operation, request)
        problem = compare_request(operation, params, request)
        if problem:
            self.violations.append(f"{service}:{operation.name}: {problem}")
        for given in self.given:
            same = given["service"] == service and given["operation"] == operation.name
            if same and given.get("times", 1) > 0 and includes(params, given.get("params", {})):
                given["times"] = given.get("times", float("inf")) - 1
                if given.get("silent"):
                    self.released.wait(120)
                    return Response("", 503)
                written = given["written"]
                return Response(written["body"], written["status"], written["headers"])
        return None


def includes(params, wanted):
    return all(params.get(name) == value for name, value in wanted.items())


def json_response(status, content):
    return Response(json.dumps(content), status, content_type="application/json")


def operation_of(model, request):
    target = request.headers.get("X-Amz-Target")
    if target:
        return model.operation_model(target.split(".")[-1])
    action = dict(parse_qsl(request.get_data(as_text=True))).get("Action")
    if action:
        return model.operation_model(action)
    for name in model.operation_names:
        http = model.operation_model(name).http
        path = re.sub(r"\{[^}]+\}", "[^/]+", http["requestUri"].split("?")[0])
        if http["method"] == request.method and re.fullmatch(path, request.path):
            return model.operation_model(name)
    raise LookupError(request.path)


def parse_request(operation, request):
    names = re.findall(r"\{(\w+)\}", operation.http["requestUri"])
    pattern = re.sub(r"\{\w+\}", "([^/]+)", operation.http["requestUri"].split("?")[0])
    match = re.fullmatch(pattern, request.path)
    body = request.get_data(as_text=True)
    values = MultiDict(parse_qsl(body)) if "Action=" in body else request.args
    parser = PROTOCOL_PARSERS[operation.service_model.metadata["protocol"]](operation)
    return parser.parse(
        {
            "body": body,
            "headers": Headers(request.headers),
            "method": request.method,
            "url_params": dict(zip(names, match.groups())) if match else {},
            "url_path": request.path,
            "values": values,
        }
    )


def compare_request(operation, params, request):
    """What differs from the request that botocore would send."""
    report = botocore.validate.ParamValidator().validate(params, operation.input_shape)
    if report.has_errors():
        return report.generate_report()
    protocol = operation.service_model.metadata["protocol"]
    wanted = botocore.serialize.create_serializer(protocol).serialize_to_request(params, operation)
    body = request.get_data(as_text=True)
    if protocol in ("query", "ec2"):
        sent = dict(parse_qsl(body, keep_blank_values=True))
        expected = {key: str(value) for key, value in wanted["body"].items()}
    elif protocol == "json":
        sent = {"body": json.loads(body), "type": request.content_type, "target": request.headers["X-Amz-Target"]}
        expected = {
            "body": json.loads(wanted["body"]),
            "type": wanted["headers"]["Content-Type"],
            "target": wanted["headers"]["X-Amz-Target"],
        }
    else:
        sent = {"path": request.path, "query": dict(request.args.lists())}
        query = {key: value if isinstance(value, list) else [value] for key, value in wanted["query_string"].items()}
        expected = {"path": wanted["url_path"], "query": query}
    return None if sent == expected else f"sent {sent}, and botocore sends {expected}"


if __name__ == "__main__":
    run_simple("127.0.0.1", int(sys.argv[1]), Answers(), threaded=True)
