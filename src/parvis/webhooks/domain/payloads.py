"""What is told: thin by choice (ADR): ids, what happened, when, and where to read more with a token that may."""

import datetime as dt
import json
import uuid
from typing import Any

from parvis.webhooks.data import Told
from parvis.webhooks.registry import PING, name_of


def message_id(event_id: uuid.UUID) -> str:
    """The `webhook-id` of what happened: the same at each try, and whenever it is sent again."""
    return f"msg_{event_id.hex}"


def body(told: Told) -> bytes:
    """The body of a delivery, the same at each try."""
    return json.dumps(message(told), ensure_ascii=False, separators=(",", ":")).encode()


def message(told: Told) -> dict[str, Any]:
    """`type`, `timestamp` (when it happened) and `data`, as Standard Webhooks recommends."""
    return {
        "type": name_of(told.kind),
        "timestamp": told.at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "data": {"organisation": str(told.organisation_id)} if told.kind == PING else _of_case(told),
    }


def _of_case(told: Told) -> dict[str, Any]:
    said: dict[str, Any] = {
        "organisation": str(told.organisation_id),
        "event": str(told.event_id),
        "case": str(told.case_id),
        "procedure": told.procedure,
    }
    if told.kind == "erased":
        return said
    address = f"{told.base}/api/v1/cases/{told.case_id}"
    links = {"case": address, "timeline": f"{address}/timeline"}
    return {**said, "version": told.version, "audience": told.audience, "links": links}
