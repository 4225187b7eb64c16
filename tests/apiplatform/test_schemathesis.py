"""Every operation under what Schemathesis makes up: nothing fails on our side or answers outside its description."""

import json
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from parvis.apiplatform import interface
from tests.factories.desk import desk
from tests.factories.programmes import Programme, offered, programme

pytestmark = pytest.mark.django_db
DOCUMENT = json.loads(json.dumps(interface.description("fr")))
OPERATIONS = [(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def answered(case: Any, found: Programme) -> Response:
    """The answer to a made-up call."""
    prepared = requests.Request(**case.as_transport_kwargs(base_url="http://localhost")).prepare()
    path = prepared.path_url.removeprefix("/api/v1/")
    headers = {
        name.replace("-", "_"): value
        for name, value in prepared.headers.items()
        if name.lower() not in ("accept-encoding", "authorization", "content-length", "cookie", "host")
        and isinstance(value, str)
    }
    body = prepared.body.encode() if isinstance(prepared.body, str) else prepared.body
    answer = found.call(prepared.method or "GET", path, body, **headers)
    return Response(
        status_code=answer.status_code,
        headers={name: [value] for name, value in answer.items()},
        content=b"".join(answer.streaming_content) if answer.streaming else answer.content,
        request=prepared,
        elapsed=0.0,
        verify=False,
    )


@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=[f"{method} {path}" for path, method in OPERATIONS])
def test_made_up_calls(path: str, method: str) -> None:
    here = desk()
    offered(here)
    made = here.submit()
    found = programme(here)
    known = {"case_id": str(made.case_id), "slug": "buvette-temporaire"}
    document = json.loads(json.dumps(DOCUMENT))
    for parameter in document["paths"][path][method].get("parameters", []):
        if parameter["name"] in known:  # half of what is asked is there
            parameter["schema"] = {"anyOf": [{"const": known[parameter["name"]]}, parameter["schema"]]}
    operation = schemathesis.openapi.from_dict(document)[path][method.upper()]

    @settings(
        max_examples=12,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def check(case: Any) -> None:
        case.validate_response(answered(case, found), checks=CHECKS)

    check()
