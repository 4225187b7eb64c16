"""The door for requests that leave: one address that the operator configured, a time limit, a bounded answer.

No redirect is followed, no proxy or secret is read from the environment, and whatever the network does is one
exception. The caller holds no transaction open meanwhile, and decides what a failure means: nothing is retried here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

#: bytes of an answer that are read; the rest is let go
LARGEST_ANSWER = 65_536


class Unreachable(Exception):
    """No answer: no connection, no time left, or a conversation that broke off. The request may have arrived."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


def post(url: str, body: bytes, *, headers: Mapping[str, str], seconds: float) -> Answer:
    """Send `body` and read the answer, in at most `seconds` for each step. Raises Unreachable."""
    import httpx  # loaded late: only workers send

    try:
        with (
            httpx.Client(timeout=seconds, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", url, content=body, headers=dict(headers)) as response,
        ):
            read = b""
            for chunk in response.iter_bytes():
                read += chunk
                if len(read) >= LARGEST_ANSWER:
                    break
            return Answer(response.status_code, read[:LARGEST_ANSWER])
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreachable(f"{type(error).__name__}: {error}") from error
